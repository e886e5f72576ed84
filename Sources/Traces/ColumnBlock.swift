import Glibc

/// One column of one block, outside Swift's arrays: it is neither zeroed nor copied, shrinks in
/// place, and is given back as soon as it is grouped.
///
/// Written by one thread at a time; `parallelMap` orders the phases.
final class Column<Element: BitwiseCopyable>: @unchecked Sendable {
  private(set) var base: UnsafeMutablePointer<Element>

  init(capacity: Int) { base = Self.resized(nil, to: capacity) }

  deinit { free(base) }

  func shrink(to count: Int) { base = Self.resized(base, to: count) }

  private static func resized(
    _ old: UnsafeMutablePointer<Element>?, to count: Int
  ) -> UnsafeMutablePointer<Element> {
    guard let memory = realloc(old, max(1, count) * MemoryLayout<Element>.stride) else {
      fatalError("out of memory")
    }
    return memory.bindMemory(to: Element.self, capacity: max(1, count))
  }
}

/// Rows of one block in row order; columns are nil where the file has none or once given back.
final class ColumnBlock: @unchecked Sendable {
  private(set) var count: Int
  var services: Column<UInt32>?
  var arrivals: Column<Int64>?
  var durations: Column<Int64>?
  var memories: Column<Int32>?
  var cpuTimes: Column<Int64>?
  var initTimes: Column<Int64>?
  var billedTimes: Column<Int64>?

  init(capacity: Int, cpuTimes hasCPU: Bool, initTimes hasInit: Bool, billedTimes hasBilled: Bool) {
    count = capacity
    services = Column(capacity: capacity)
    arrivals = Column(capacity: capacity)
    durations = Column(capacity: capacity)
    memories = Column(capacity: capacity)
    if hasCPU { cpuTimes = Column(capacity: capacity) }
    if hasInit { initTimes = Column(capacity: capacity) }
    if hasBilled { billedTimes = Column(capacity: capacity) }
  }

  func shrink(to rows: Int) {
    count = rows
    services?.shrink(to: rows)
    arrivals?.shrink(to: rows)
    durations?.shrink(to: rows)
    memories?.shrink(to: rows)
    cpuTimes?.shrink(to: rows)
    initTimes?.shrink(to: rows)
    billedTimes?.shrink(to: rows)
  }
}

/// What became of one block of text.
struct ParsedBlock: Sendable {
  let index: Int
  let file: Int
  /// The line of its first row, where the block starts a file.
  let startLine: Int?
  /// Whose ids the service column holds.
  let worker: Int
  let columns: ColumnBlock
  /// Lines of any kind.
  var lines = 0
  var rowsRead = 0
  var badRows = [Int](repeating: 0, count: RowProblem.allCases.count)
  /// The first bad rows; lines count from the block's start.
  var quotedErrors: [(line: Int, message: String)] = []
  var overlongLine: Int?
  var serviceAssumedRows = 0
  var memoryAssumedRows = 0
  var isCoarse = true
  var isInOrder = true
  var firstArrival: Int64 = .min
  var lastArrival: Int64 = .min
}
