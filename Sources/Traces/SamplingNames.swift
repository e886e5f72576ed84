/// Names under which telemetry says how many requests a record of a sample stands for, or which
/// share was kept.
enum SamplingNames {
  /// What the values of a name say.
  enum Meaning {
    /// How many requests a record stands for.
    case requests
    /// The share of requests that was kept.
    case share
    /// The one or the other: what is less than 1 is a share.
    case either
  }

  /// Names in lower case without what joins words: `itemCount` and `item_count` of Application
  /// Insights and Log Analytics, `SampleRate` of Honeycomb (1 in so many), `_sample_rate` of Datadog (a
  /// share), `sampling.ratio` and `sampling.probability` of OpenTelemetry's older exporters.
  private static let meanings: [(name: StaticString, meaning: Meaning)] = [
    ("itemcount", .requests), ("samplerate", .either), ("samplingrate", .either),
    ("sampleratio", .share), ("samplingratio", .share), ("sampleprobability", .share),
    ("samplingprobability", .share),
  ]

  private static let longest = 24

  /// Whether a byte joins the words of a name.
  private static func isJoin(_ byte: UInt8) -> Bool { "_-.@ ".utf8.contains(byte) }

  /// What a column or key means; nil for a name that is none of these.
  static func meaning(of name: some Collection<UInt8>) -> Meaning? {
    guard name.count <= longest else { return nil }
    let letters = name.lazy.filter { !isJoin($0) }.map(Byte.lowered)
    return meanings.first { entry in
      entry.name.withUTF8Buffer { letters.elementsEqual($0) }
    }?.meaning
  }

  /// Whether a column or a path of keys may hold shares.
  static func mayBeShare(_ path: String) -> Bool {
    let last = path.split(separator: ".").last.map { Array($0.utf8) } ?? []
    guard let meaning = meaning(of: path.utf8) ?? meaning(of: last) else { return false }
    return meaning != .requests
  }

  /// The first such key that the head of a JSON log holds.
  static func key(in head: LogHead) -> String? {
    head.firstKey { meaning(of: $0) != nil }
  }
}

/// What a value says of whether its row stands for several requests.
enum Sampling: Int8 {
  case unstated, one, several

  /// By a number of requests or a share: either is 1 where nothing is left out.
  init(_ field: Field) {
    guard case .success(let number) = ScannedDecimal.scan(field) else {
      self = .unstated
      return
    }
    let isOne =
      number.whole(shift: 0, rounding: .down, limit: .max) == 1
      && number.whole(shift: 0, rounding: .up, limit: .max) == 1
    self = isOne ? .one : .several
  }
}

/// How many rows say that they stand for one request, and for several.
struct SamplingCount: Sendable {
  private(set) var one = 0
  private(set) var several = 0

  mutating func note(_ sampling: Sampling) {
    switch sampling {
    case .unstated: break
    case .one: one += 1
    case .several: several += 1
    }
  }

  static func + (left: Self, right: Self) -> Self {
    SamplingCount(one: left.one + right.one, several: left.several + right.several)
  }
}
