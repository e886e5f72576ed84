import Glibc
import Units

/// A nameless file of rows in time order, as blocks of columns; it vanishes with its last user.
final class TraceSpool: Sendable {
  private let descriptor: Int32
  let optional: OptionalColumns
  /// Where each block starts, and its rows.
  private let blocks: [(offset: Int, count: Int)]

  fileprivate init(_ descriptor: Int32, _ optional: OptionalColumns, blocks: [(Int, Int)]) {
    self.descriptor = descriptor
    self.optional = optional
    self.blocks = blocks
  }

  deinit { close(descriptor) }

  func reader() -> Reader { Reader(spool: self, blocks: blocks[...]) }

  /// One pass over some blocks.
  struct Reader {
    private let spool: TraceSpool
    private var blocks: ArraySlice<(offset: Int, count: Int)>

    fileprivate init(spool: TraceSpool, blocks: ArraySlice<(offset: Int, count: Int)>) {
      self.spool = spool
      self.blocks = blocks
    }

    /// The next block, whose count is 0 at the end.
    mutating func fill(_ block: RequestBlock) throws {
      guard let (offset, count) = blocks.popFirst() else {
        block.count = 0
        return
      }
      var position = offset
      try block.columns.forEachColumn { base, stride in
        try SpoolFile.read(spool.descriptor, base, count * stride, at: position)
        position += count * stride
      }
      block.count = count
    }
  }

  /// A reader of the blocks in a range.
  fileprivate func reader(of range: Range<Int>) -> Reader {
    Reader(spool: self, blocks: blocks[range])
  }

  /// Writes rows that come in any order.
  struct Writer {
    private let descriptor: Int32
    private let optional: OptionalColumns
    private var offset = 0
    private var blocks: [(offset: Int, count: Int)] = []
    /// The first block of each run of rows in time order.
    private var runs: [Int] = []
    private var lastArrival = Int64.min

    /// Throws `Failure(.cannotCreate)` where there is no room for temporary files.
    init(_ optional: OptionalColumns) throws {
      descriptor = try SpoolFile.open()
      self.optional = optional
    }

    func discard() { close(descriptor) }

    /// Appends rows that are in time order, which may start before those that came before.
    mutating func append(_ rows: ColumnBlock) throws {
      guard rows.count > 0, let arrivals = rows.arrivals?.base else { return }
      if blocks.isEmpty || arrivals[0] < lastArrival { runs.append(blocks.count) }
      lastArrival = arrivals[rows.count - 1]
      for start in stride(from: 0, to: rows.count, by: RequestBlock.capacity) {
        let count = min(RequestBlock.capacity, rows.count - start)
        blocks.append((offset, count))
        try rows.forEachColumn { base, stride in
          try SpoolFile.write(descriptor, base + start * stride, count * stride, at: offset)
          offset += count * stride
        }
      }
    }

    /// The spool, whose runs are merged into one where there are several.
    func finish() throws -> TraceSpool {
      let spool = TraceSpool(descriptor, optional, blocks: blocks)
      guard runs.count > 1 else { return spool }
      let ends = runs.dropFirst() + [blocks.count]
      var merge = RunMerge(zip(runs, ends).map { spool.reader(of: $0..<$1) }, optional)
      return try merge.merged()
    }
  }
}

/// Merges runs of rows in time order; of equal arrivals, those of the earlier run come first.
private struct RunMerge {
  private var readers: [TraceSpool.Reader]
  private let blocks: [RequestBlock]
  private var cursors: [Int]
  private let optional: OptionalColumns
  /// Runs by their next arrival, as a heap.
  private var order: [(time: Int64, run: Int)] = []

  init(_ readers: [TraceSpool.Reader], _ optional: OptionalColumns) {
    self.readers = readers
    self.optional = optional
    blocks = readers.map { _ in RequestBlock(optional) }
    cursors = readers.map { _ in 0 }
  }

  mutating func merged() throws -> TraceSpool {
    for run in readers.indices {
      try readers[run].fill(blocks[run])
      order.append((blocks[run].arrivals[0], run))
    }
    order.sort { $0 < $1 }
    var writer = try TraceSpool.Writer(optional)
    do {
      let rows = ColumnBlock(capacity: 16 * RequestBlock.capacity, optional)
      let capacity = rows.count
      while !order.isEmpty {
        var count = 0
        while count < capacity, let first = order.first {
          rows.copy(blocks[first.run].columns, cursors[first.run], to: count)
          count += 1
          try advance(first.run)
        }
        rows.limit(to: count)
        try writer.append(rows)
        rows.limit(to: capacity)
      }
      return try writer.finish()
    } catch {
      writer.discard()
      throw error
    }
  }

  private mutating func advance(_ run: Int) throws {
    cursors[run] += 1
    if cursors[run] == blocks[run].count {
      try readers[run].fill(blocks[run])
      cursors[run] = 0
    }
    if blocks[run].count > 0 {
      order[0].time = blocks[run].arrivals[cursors[run]]
    } else {
      order.swapAt(0, order.count - 1)
      order.removeLast()
    }
    var hole = 0
    while true {
      var child = 2 * hole + 1
      guard child < order.count else { return }
      if child + 1 < order.count && order[child + 1] < order[child] { child += 1 }
      guard order[child] < order[hole] else { return }
      order.swapAt(child, hole)
      hole = child
    }
  }
}

/// Nameless temporary files.
private enum SpoolFile {
  /// `O_TMPFILE`, which Glibc's Swift overlay does not export (open(2), Linux 3.11).
  private static let namelessFile: Int32 = 0o20_000_000 | O_DIRECTORY

  /// A file in `TMPDIR`, else in `/var/tmp`, which is made for large ones.
  static func open() throws -> Int32 {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/var/tmp"
    let nameless = Glibc.open(folder, namelessFile | O_RDWR | O_CLOEXEC, 0o600)
    if nameless >= 0 { return nameless }
    var name = Array("\(folder)/costsim-XXXXXX".utf8CString)
    let named = mkstemp(&name)
    guard named >= 0 else {
      throw Failure(
        .cannotCreate,
        "cannot create a temporary file in \(visibleText(folder)): "
          + String(cString: strerror(errno)), hint: "TMPDIR names another folder")
    }
    unlink(name)
    return named
  }

  static func write(
    _ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int, at offset: Int
  ) throws {
    var done = 0
    while done < count {
      let got = pwrite(descriptor, bytes + done, count - done, off_t(offset + done))
      if got < 0 && errno == EINTR { continue }
      guard got > 0 else {
        throw Failure(
          .inputOutput, "cannot write a temporary file: \(String(cString: strerror(errno)))",
          hint: "TMPDIR names a folder with more room")
      }
      done += got
    }
  }

  static func read(
    _ descriptor: Int32, _ bytes: UnsafeMutableRawPointer, _ count: Int, at offset: Int
  ) throws {
    var done = 0
    while done < count {
      let got = pread(descriptor, bytes + done, count - done, off_t(offset + done))
      if got < 0 && errno == EINTR { continue }
      guard got > 0 else {
        throw Failure(
          .inputOutput, "cannot read a temporary file: \(String(cString: strerror(errno)))")
      }
      done += got
    }
  }
}

extension ColumnBlock {
  /// Calls `body` with each column that there is, and the bytes of one of its values.
  fileprivate func forEachColumn(
    _ body: (UnsafeMutableRawPointer, Int) throws -> Void
  ) rethrows {
    func visit<Element>(_ column: Column<Element>?) throws {
      if let column { try body(UnsafeMutableRawPointer(column.base), MemoryLayout<Element>.stride) }
    }
    try visit(services)
    try visit(arrivals)
    try visit(durations)
    try visit(memories)
    try visit(cpuTimes)
    try visit(initTimes)
    try visit(billedTimes)
    try visit(coldStarts)
    try visit(instances)
    try visit(requestBytes)
    try visit(responseBytes)
  }

  /// Copies a row of another block with the same columns.
  func copy(_ other: ColumnBlock, _ row: Int, to place: Int) {
    func copy<Element>(_ target: Column<Element>?, _ source: Column<Element>?) {
      if let target = target?.base, let source = source?.base { target[place] = source[row] }
    }
    copy(services, other.services)
    copy(arrivals, other.arrivals)
    copy(durations, other.durations)
    copy(memories, other.memories)
    copy(cpuTimes, other.cpuTimes)
    copy(initTimes, other.initTimes)
    copy(billedTimes, other.billedTimes)
    copy(coldStarts, other.coldStarts)
    copy(instances, other.instances)
    copy(requestBytes, other.requestBytes)
    copy(responseBytes, other.responseBytes)
  }

  /// Takes the first `rows` as all of them; the memory stays.
  fileprivate func limit(to rows: Int) { count = rows }
}
