import Units

/// Sets the requests of logs without time stamps one after the other, each at the end of the one
/// before, from 1970 on.
enum StamplessOrder {
  static func apply(to blocks: inout [ParsedBlock], forms: [TraceForm]) {
    var time: Int64 = 0
    for index in blocks.indices {
      guard case .log(_, let reader) = forms[blocks[index].file], !reader.isStamped,
        let arrivals = blocks[index].columns.arrivals?.base,
        let durations = blocks[index].columns.durations?.base
      else { continue }
      for row in 0..<blocks[index].columns.count {
        arrivals[row] = time
        time = min(time + durations[row], TraceLimits.arrival)
      }
      blocks[index].stamplessRows = blocks[index].columns.count
      blocks[index].noteOrder()
    }
  }
}

/// Spreads requests over the time that a log's stamps cannot tell apart.
///
/// Requests with one stamp would arrive at once, which no traffic does and which inflates
/// concurrency and cold starts. Each is moved on by a time drawn evenly from the stamp's resolution.
struct StampSpread {
  private var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed, "stamps") }

  /// Spreads the requests of one block; blocks come in their order.
  mutating func apply(to block: inout ParsedBlock, _ forms: [TraceForm]) {
    guard case .log(let format, _) = forms[block.file], format.resolution > 1_000,
      let arrivals = block.columns.arrivals?.base
    else { return }
    for row in 0..<block.columns.count {
      arrivals[row] += Int64(random.below(Int(format.resolution)))
    }
    block.spreadRows = block.columns.count
    block.noteOrder()
  }
}
