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
      blocks[index].isCoarse = false
      blocks[index].noteOrder()
    }
  }
}

/// Spreads requests over the second that their stamps were cut to.
///
/// Requests with one stamp would arrive at once, which no traffic does and which inflates
/// concurrency and cold starts. Each is moved on by a time drawn evenly from a second.
struct StampSpread {
  /// What is known of the stamps of a file.
  private struct File {
    var rows = 0
    var isCoarse = true
  }

  private static let second: Int64 = 1_000_000

  private let options: TraceReadOptions
  private var random: SeededGenerator
  private var files: [Int: File] = [:]

  init(_ options: TraceReadOptions) {
    self.options = options
    random = SeededGenerator(seed: options.seed, "stamps")
  }

  /// Learns how the stamps of a file are written; before `apply` for as many blocks as there are.
  mutating func note(_ block: ParsedBlock) {
    files[block.file, default: File()].rows += block.columns.count
    if block.columns.count > 0 && !block.isCoarse {
      files[block.file, default: File()].isCoarse = false
    }
  }

  /// Spreads the requests of one block; blocks come in their order.
  mutating func apply(to block: inout ParsedBlock, _ forms: [TraceForm]) {
    let form = forms[block.file]
    guard spreads(form, files[block.file] ?? File()), form.isStamped,
      let arrivals = block.columns.arrivals?.base,
      let durations = block.columns.durations?.base
    else { return }
    let stampsEnds = form.stampsEnds(options)
    for row in 0..<block.columns.count {
      // The start may have been found in another entry, with a stamp of its own.
      let isCut =
        arrivals[row] % Self.second == 0
        || (stampsEnds && (arrivals[row] + durations[row]) % Self.second == 0)
      guard isCut else { continue }
      arrivals[row] += Int64(random.below(Int(Self.second)))
      block.spreadRows += 1
    }
    block.noteOrder()
  }

  /// A single stamp may be a whole second by chance, unless the format has no others.
  private func spreads(_ form: TraceForm, _ file: File) -> Bool {
    switch options.spreading {
    case .never: return false
    case .everywhere: return true
    case .logs:
      guard case .log(let format, _) = form else { return false }
      switch format.secondsAreCut {
      case .never: return false
      case .perhaps: return file.isCoarse && file.rows > 1
      case .always: return true
      }
    }
  }
}
