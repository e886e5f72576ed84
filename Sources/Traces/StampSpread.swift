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
      blocks[index].coarseness = StampCoarseness()
      blocks[index].noteOrder()
    }
  }
}

/// Spreads requests over the second, minute or hour that their stamps were cut to.
///
/// Requests with one stamp would arrive at once, which no traffic does and which inflates
/// concurrency and cold starts. Each is moved on by a time drawn evenly from the unit.
struct StampSpread {
  private let options: TraceReadOptions
  private var random: SeededGenerator
  /// By file.
  private var files: [Int: StampCoarseness] = [:]

  init(_ options: TraceReadOptions) {
    self.options = options
    random = SeededGenerator(seed: options.seed, "stamps")
  }

  /// Learns how the stamps of a file are written; before `apply` for as many blocks as there are.
  mutating func note(_ block: ParsedBlock) {
    files[block.file] = (files[block.file] ?? StampCoarseness()) + block.coarseness
  }

  /// Spreads the requests of one block; blocks come in their order.
  mutating func apply(to block: inout ParsedBlock, _ forms: [TraceForm]) {
    let form = forms[block.file]
    guard let longest = grain(form, files[block.file] ?? StampCoarseness()), form.isStamped,
      let arrivals = block.columns.arrivals?.base,
      let durations = block.columns.durations?.base
    else { return }
    let stampsEnds = form.stampsEnds(options)
    for row in 0..<block.columns.count {
      // The start may have been found in another entry, with a stamp of its own.
      let end = stampsEnds ? arrivals[row] + durations[row] : arrivals[row]
      let length = max(
        Self.length(of: arrivals[row], atMost: longest), Self.length(of: end, atMost: longest))
      guard length > 0 else { continue }
      arrivals[row] += Int64(random.below(Int(length)))
      block.spreadRows += 1
    }
    block.noteOrder()
  }

  /// The longest unit up to a longest one that a stamp is a whole multiple of; 0 where it is finer.
  private static func length(of stamp: Int64, atMost longest: StampGrain) -> Int64 {
    guard stamp % StampGrain.second.length == 0 else { return 0 }
    guard longest != .second, stamp % StampGrain.minute.length == 0 else {
      return StampGrain.second.length
    }
    return longest == .hour && stamp % StampGrain.hour.length == 0
      ? StampGrain.hour.length : StampGrain.minute.length
  }

  /// The longest unit that stamps are spread over; nil where they stay. A single stamp may be a whole
  /// second by chance, unless the format has no others.
  private func grain(_ form: TraceForm, _ stamps: StampCoarseness) -> StampGrain? {
    switch options.spreading {
    case .never: return nil
    case .every(let grain): return grain
    case .logs:
      guard case .log(let format, _) = form else { return nil }
      switch format.secondsAreCut {
      case .never: return nil
      case .perhaps: return stamps.grain != nil && stamps.rows > 1 ? .second : nil
      case .always: return .second
      }
    }
  }
}
