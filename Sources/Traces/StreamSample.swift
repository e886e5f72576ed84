import Units

extension RequestStream {
  /// All requests as a trace in memory.
  func inMemory(jobs: Int) throws -> Trace {
    try trace(jobs: jobs) { arrival in arrival }
  }

  /// A part of the requests in memory.
  ///
  /// - Parameter place: when a request with this arrival arrives there; nil leaves it out.
  fileprivate func trace(jobs: Int, _ place: (Int64) -> Int64?) throws -> Trace {
    let ids = BlockIDs(services: serviceNames.indices.map { UInt32($0) }, instances: [])
    var blocks: [ColumnBlock] = []
    var cursor = cursor()
    while let block = try cursor.next() {
      let kept = ColumnBlock(capacity: block.count, optional)
      var count = 0
      for row in 0..<block.count {
        guard let arrival = place(block.arrivals[row]) else { continue }
        kept.copy(block.columns, row, to: count)
        kept.arrivals?.base[count] = arrival
        count += 1
      }
      kept.resize(to: count)
      if count > 0 { blocks.append(kept) }
    }
    return try TraceGrouping.trace(
      of: blocks, ids: blocks.map { _ in ids }, names: serviceNames, isInOrder: true,
      loggedPlatform: nil, jobs: jobs)
  }
}

/// Blocks of time of a stream, evenly from all of it, in memory and one after the other.
public struct StreamSample: Sendable {
  public let trace: Trace
  /// Microseconds that the blocks last together.
  public let span: Int64
  /// Length of a block in microseconds.
  public let blockLength: Int64
  /// One of so many blocks is taken.
  public let ratio: Int

  /// About `size` requests: of each run of as many blocks as there are times too many requests, one
  /// at random. Throws what reading the stream does.
  public init(of stream: RequestStream, size: Int, seed: UInt64, jobs: Int) throws {
    let services = stream.statistics.filter { $0.count > 0 }
    let first = services.map(\.firstArrival).min() ?? 0
    let length = (services.map(\.lastArrival).max() ?? 0) - first + 1
    let ratio = max(1, (stream.count + size - 1) / max(1, size))
    // Short blocks tell the hours of a day apart, long ones keep what follows each other together.
    let blockLength = min(Self.longest, max(Self.shortest, length / Int64(64 * ratio)))
    var random = SeededGenerator(seed: seed, "sample")
    let strata = Int((length + blockLength * Int64(ratio) - 1) / (blockLength * Int64(ratio)))
    let chosen = (0..<strata).map { _ in random.below(ratio) }
    trace = try stream.trace(jobs: jobs) { arrival in
      let (block, rest) = (arrival - first).quotientAndRemainder(dividingBy: blockLength)
      let (stratum, place) = Int(block).quotientAndRemainder(dividingBy: ratio)
      guard chosen[stratum] == place else { return nil }
      return first + Int64(stratum) * blockLength + rest
    }
    span = max(Int64(strata) * blockLength, trace.observedSpan)
    self.blockLength = blockLength
    self.ratio = ratio
  }

  private static let longest: Int64 = 60_000_000
  private static let shortest: Int64 = 1_000_000
}
