import Glibc
import Units

/// Makes a trace from a seed, as native CSV in time order.
///
/// The same values make the same bytes.
public struct TraceGenerator: Sendable {
  public var pattern: ArrivalPattern
  /// Mean requests a second; positive.
  public var rate: Double
  /// The number of requests; nil makes as many as arrive within the span.
  public var count: Int?
  /// Requests arrive before this many microseconds after the start; nil is no bound. With a count,
  /// exactly that many arrive within the span.
  public var span: Int64?
  /// Microseconds since 1970-01-01; 0 makes relative times.
  public var start: Int64
  /// At least one name.
  public var services: [String]
  /// The k-th service gets a share of the requests proportional to 1/k^zipf.
  public var zipf: Double
  public var duration: DurationDistribution
  /// MB; services take them in turn. At least one.
  public var memories: [Int32]
  public var seed: UInt64

  public init(
    pattern: ArrivalPattern, rate: Double, count: Int?, span: Int64?, start: Int64,
    services: [String], zipf: Double, duration: DurationDistribution, memories: [Int32],
    seed: UInt64
  ) {
    self.pattern = pattern
    self.rate = rate
    self.count = count
    self.span = span
    self.start = start
    self.services = services
    self.zipf = zipf
    self.duration = duration
    self.memories = memories
    self.seed = seed
  }

  /// Hands the trace to `sink` in blocks of about a megabyte; throws what `sink` throws.
  ///
  /// - Returns: the number of requests.
  @discardableResult
  public func write(to sink: ([UInt8]) throws -> Void) throws -> Int {
    var process = ArrivalProcess(pattern, rate: rate, start: start, span: span, seed: seed)
    if let count, let span { process = process.conditioned(on: count, within: span) }
    var popularity = SeededGenerator(seed: seed, "trace", "services")
    var durations = SeededGenerator(seed: seed, "trace", "durations")
    let shares = cumulativeShares()
    let middles = services.enumerated().map { index, name in
      Array(",\(csvField(name)),".utf8)
    }
    let ends = services.indices.map { Array(",\(memories[$0 % memories.count])\n".utf8) }
    var block = Array("timestamp_ms,service,duration_ms,memory_mb\n".utf8)
    var made = 0
    while made < count ?? .max {
      let time = process.next()
      guard time < Double(span ?? Self.longest) else { break }
      let service = services.count == 1 ? 0 : index(of: popularity.unit(), in: shares)
      appendMilliseconds(start + Int64(time), to: &block)
      block += middles[service]
      appendMilliseconds(duration.sample(&durations), to: &block)
      block += ends[service]
      made += 1
      if block.count >= 1 << 20 {
        try sink(block)
        block.removeAll(keepingCapacity: true)
      }
    }
    try sink(block)
    return made
  }

  /// Arrivals beyond this many microseconds after the start are not made: 250 years.
  private static let longest: Int64 = 7_889_400_000_000_000

  private func cumulativeShares() -> [Double] {
    var sum = 0.0
    let sums = services.indices.map { index in
      sum += pow(Double(index + 1), -zipf)
      return sum
    }
    return sums.map { $0 / sum }
  }

  /// The first place whose cumulative share exceeds `unit`.
  private func index(of unit: Double, in shares: [Double]) -> Int {
    var low = 0
    var high = shares.count - 1
    while low < high {
      let middle = (low + high) / 2
      if shares[middle] > unit { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
