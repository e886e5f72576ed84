/// A form of log: how it is told from others, and how its entries are read.
///
/// A new one is a file with its value, and its name in `all`.
struct LogFormat: Sendable {
  /// Its name on the command line.
  let name: String
  /// The platform that writes it, as price files name it.
  let platform: String?
  /// What its entries hold beyond the columns of every trace.
  let columns: OptionalColumns
  /// Whether its time stamps are the starts of requests, and not their ends.
  var stampsStarts = false
  /// Whether a file has a meaning only as a whole; else any run of whole entries has one.
  var isDocument = false
  /// Whether the head of a file shows this format.
  let isShown: @Sendable (LogHead) -> Bool
  /// Reads a block of whole lines, with readable bytes behind it.
  let read: @Sendable (UnsafeMutableBufferPointer<UInt8>, inout LogSink) -> Void

  /// The formats, in the order in which a head is asked for them.
  static let all: [LogFormat] = [
    .lambdaReport, .lambdaInsights, .cloudWatch, .alb, .ingressNginx, .nginx, .apache,
  ]
}

/// The start of a file of unknown form.
struct LogHead {
  /// How much of a file is looked at.
  static let limit = 1 << 16

  private let bytes: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes.prefix(Self.limit) }

  /// The first byte that is not blank.
  var firstByte: UInt8? {
    bytes.first { $0 != Byte.newline && $0 != Byte.carriageReturn && !isBlank($0, 0) }
  }

  /// The first line that is not blank, as far as the head holds it.
  var firstLine: ArraySlice<UInt8> {
    bytes.split(whereSeparator: { $0 == Byte.newline || $0 == Byte.carriageReturn })
      .first { !$0.allSatisfy { isBlank($0, 0) } } ?? []
  }

  func contains(_ text: StaticString) -> Bool {
    bytes.withUnsafeBufferPointer { find(text, in: $0) != nil }
  }
}
