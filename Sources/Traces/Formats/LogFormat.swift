/// A form of log: how it is told from others, and how its entries are read.
///
/// A new one is a file with its value, and its name in `all`.
struct LogFormat: Sendable {
  /// Whether stamps are cut to whole seconds.
  enum Precision {
    case never, perhaps, always
  }

  /// Its name on the command line.
  let name: String
  /// The platform that writes it, as price files name it.
  var platform: String?
  /// What its entries hold beyond the columns of every trace.
  var columns: OptionalColumns = []
  /// Whether its time stamps are the starts of requests, and not their ends.
  var stampsStarts = false
  /// Whether its stamps have been cut to whole seconds.
  var secondsAreCut = Precision.never
  /// What the service of an entry is, unless patterns say; nil where entries name none.
  var service: ServicePattern.Kind?
  /// What else patterns can group its requests by.
  var otherKinds: [ServicePattern.Kind] = []
  /// Whether the head of a file shows this format, to who gives these options.
  let isShown: @Sendable (LogHead, TraceReadOptions) -> Bool
  /// How a file with this head is read; throws `Failure` where the options lack what that takes.
  let reader: @Sendable (LogHead, TraceReadOptions) throws -> LogReader

  /// Whether the stamps of its entries are written at their ends.
  func stampsEnds(_ options: TraceReadOptions) -> Bool {
    !stampsStarts || options.fields.entries.contains { $0.role == .end }
  }

  /// The formats, in the order in which a head is asked for them.
  static let all: [LogFormat] = [
    .lambdaReport, .googleBalancer, .cloudRun, .openTelemetry, .caddy, .traefikJSON, .envoyJSON,
    .lambdaJSON, .cloudWatchSubscription, .lambdaInsights, .cloudWatch, .alb, .cloudFront, .iis,
    .ingressNginx, .traefik, .envoy, .haProxy, .nginx, .apache, .apacheSeconds, .combined, .k6,
    .vegeta, .azureFunctions2021, .huawei2025, .azureFunctions2019, .azureDurations2019,
    .azureMemory2019, .counts, .json,
  ]
}

/// Reads one file of a log.
struct LogReader: Sendable {
  /// Whether the file has a meaning only as a whole; else any run of whole entries has one.
  var isDocument = false
  /// Whether its entries have time stamps; else their order is all that is known.
  var isStamped = true
  /// A key by which it shows that entries stand for several requests, where nothing reads it.
  var samplingKey: String?
  /// How its durations came to their unit.
  var durations = DurationReading.asTheFormatSays
  /// What its entries hold, where that is not what the format's always do.
  var columns: OptionalColumns?
  /// Reads a block of whole lines, with readable bytes behind it. May change the text in place.
  let read: @Sendable (UnsafeMutableBufferPointer<UInt8>, inout LogSink) -> Void
}

/// The start of a file of unknown form.
struct LogHead {
  /// How much of a file is looked at.
  static let limit = 1 << 16

  /// The file's name for messages.
  let file: String
  private let bytes: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>, file: String) {
    self.bytes = bytes.prefix(Self.limit)
    self.file = file
  }

  /// Whether its last line may be cut.
  var isCut: Bool { bytes.count >= Self.limit }

  /// The first byte that is not blank.
  var firstByte: UInt8? {
    bytes.first { $0 != Byte.newline && $0 != Byte.carriageReturn && !isBlank($0, 0) }
  }

  /// The first line that is not blank, as far as the head holds it.
  var firstLine: ArraySlice<UInt8> { line { !$0.allSatisfy { isBlank($0, 0) } } ?? [] }

  /// The first line that satisfies a condition, without its end.
  func line(where isWanted: (ArraySlice<UInt8>) -> Bool) -> ArraySlice<UInt8>? {
    bytes.split(whereSeparator: { $0 == Byte.newline || $0 == Byte.carriageReturn })
      .first(where: isWanted)
  }

  /// Lends the whole lines of the head, with readable bytes behind them.
  func withText<Result>(_ body: (Field) -> Result) -> Result {
    let padded = Array(bytes) + [UInt8](repeating: Byte.newline, count: 16)
    return padded.withUnsafeBufferPointer { body(Field(rebasing: $0[..<(bytes.count + 1)])) }
  }

  /// The numbers that follow a text, without those that may be cut.
  func numbers(behind text: StaticString) -> [ArraySlice<UInt8>] {
    var rest = bytes
    var numbers: [ArraySlice<UInt8>] = []
    while let found = rest.withUnsafeBufferPointer({ find(text, in: $0) }) {
      rest = rest.dropFirst(found + text.utf8CodeUnitCount).drop { isBlank($0, 0) }
      let number = rest.prefix { Byte.digit($0) < 10 || "+-.eE".utf8.contains($0) }
      if !number.isEmpty && number.endIndex < bytes.endIndex { numbers.append(number) }
    }
    return numbers
  }

  func contains(_ text: StaticString) -> Bool {
    bytes.withUnsafeBufferPointer { find(text, in: $0) != nil }
  }

  /// The first key in quotation marks, with a colon behind it, that satisfies a condition.
  func firstKey(where isWanted: (ArraySlice<UInt8>) -> Bool) -> String? {
    var start: Int?
    for place in bytes.indices where bytes[place] == Byte.quote {
      defer { start = place + 1 }
      guard let start, start < place else { continue }
      let behind = bytes[(place + 1)...].drop { isBlank($0, 0) }
      guard behind.first == UInt8(ascii: ":"), isWanted(bytes[start..<place]) else { continue }
      return String(decoding: bytes[start..<place], as: UTF8.self)
    }
    return nil
  }

  /// Whether it holds a key in quotation marks.
  func containsKey(_ key: StaticString) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      var rest = bytes
      while let place = find(key, in: rest) {
        let end = place + key.utf8CodeUnitCount
        if place > 0, rest[place - 1] == Byte.quote, end < rest.count, rest[end] == Byte.quote {
          return true
        }
        rest = Field(rebasing: rest[end...])
      }
      return false
    }
  }

  /// Whether the first line, split into fields, satisfies a condition.
  func firstFields(_ condition: (LogFields) -> Bool) -> Bool {
    var fields = LogFields()
    return firstLine.withUnsafeBufferPointer { fields.split($0) == nil && condition(fields) }
  }
}
