import Glibc
import Synchronization
import Units

/// Memory that a worker parses a block in.
final class BlockBuffer {
  fileprivate var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  fileprivate var count = 0

  /// The block: whole lines.
  var text: UnsafeMutableBufferPointer<UInt8> {
    UnsafeMutableBufferPointer(start: base, count: count)
  }

  /// Bytes behind the text that may be read or written: a line's end, and what the scanners read
  /// eight at a time.
  private static let padding = 16

  init() {
    capacity = 0
    base = .allocate(capacity: Self.padding)
  }

  deinit { base.deallocate() }

  fileprivate func reserve(_ wanted: Int) {
    guard wanted > capacity else { return }
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: wanted + Self.padding)
    larger.update(from: base, count: count)
    base.deallocate()
    base = larger
    capacity = wanted
  }

  fileprivate func append(_ bytes: [UInt8]) {
    reserve(count + bytes.count)
    bytes.withUnsafeBufferPointer { source in
      if let start = source.baseAddress { (base + count).update(from: start, count: bytes.count) }
    }
    count += bytes.count
  }

  fileprivate func append(_ size: Int, from input: inout TraceInput) throws -> Int {
    reserve(count + size)
    let got = try input.read(into: base + count, room: size)
    count += got
    return got
  }

  /// Ends the last line and makes the bytes behind it readable.
  fileprivate func seal() {
    if count > 0 && base[count - 1] != Byte.newline {
      base[count] = Byte.newline
      count += 1
    }
    (base + count).update(repeating: Byte.newline, count: Self.padding - 1)
  }

  /// The last line's end before `end`, or the first one at or behind it.
  ///
  /// `keepsEntries` leaves together the lines of an entry of a log: those that are blank or start
  /// with a tab or an X (for XRAY) belong to the line before them.
  fileprivate func cut(near end: Int, keepsEntries: Bool) -> Int? {
    let head = min(end, count)
    var index = head
    while index > 0 {
      index -= 1
      if base[index] == Byte.newline && (!keepsEntries || startsEntry(index + 1)) { return index }
    }
    index = head
    while let found = memchr(base + index, Int32(Byte.newline), count - index) {
      index = UnsafeMutableRawPointer(base).distance(to: found)
      if !keepsEntries || startsEntry(index + 1) { return index }
      index += 1
    }
    return nil
  }

  private func startsEntry(_ index: Int) -> Bool {
    guard index < count else { return false }
    switch base[index] {
    case Byte.tab, Byte.newline, Byte.carriageReturn, UInt8(ascii: "X"): return false
    default: return true
    }
  }
}

/// The files of a trace as a row of blocks, handed out to workers one at a time.
final class BlockSource: Sendable {
  private let state: Mutex<BlockCutter>

  init(_ sources: [TraceSource], options: TraceReadOptions, blockSize: Int) {
    state = Mutex(BlockCutter(sources: sources, options: options, blockSize: max(1, blockSize)))
  }

  /// The next block, in `buffer`; nil when there is none or the reading failed.
  func next(_ buffer: BlockBuffer) -> TextBlock? { state.withLock { $0.next(buffer) } }

  /// What the files were, once all blocks are handed out.
  func summary() -> SourceSummary { state.withLock { $0.summary } }
}

/// What is known of the files besides their rows.
struct SourceSummary: Sendable {
  var bytes = 0
  var files: [TraceReadReport.Stamps] = []
  /// The form of each file.
  var forms: [TraceForm] = []
  var unknownColumns: [String] = []
  var failure: Failure?

  /// The platform that all files are logs of.
  var platform: String? {
    let platforms = forms.map(\.platform)
    return platforms.allSatisfy { $0 == platforms.first } ? platforms.first ?? nil : nil
  }
}

/// Cuts the files into blocks of whole lines.
struct BlockCutter: Sendable {
  let sources: [TraceSource]
  let options: TraceReadOptions
  let blockSize: Int
  private(set) var summary = SourceSummary()
  private var nextBlock = 0
  private var nextFile = 0
  private var current: OpenTrace?
  private var seenColumns: Set<String> = []

  init(sources: [TraceSource], options: TraceReadOptions, blockSize: Int) {
    self.sources = sources
    self.options = options
    self.blockSize = blockSize
  }

  mutating func next(_ buffer: BlockBuffer) -> TextBlock? {
    guard summary.failure == nil else { return nil }
    do {
      while var file = try current ?? openNext() {
        buffer.count = 0
        try fill(buffer, &file)
        guard buffer.count > 0 else {
          close(file)
          continue
        }
        let block = TextBlock(
          index: nextBlock, file: nextFile - 1, fileName: file.input.name, form: file.form,
          startLine: file.startLine)
        buffer.seal()
        nextBlock += 1
        file.startLine = nil
        current = file
        options.onProgress?(summary.bytes + file.input.count)
        return block
      }
    } catch let failure as Failure {
      summary.failure = failure
    } catch {
      summary.failure = Failure(.software, "\(error)")
    }
    current?.input.close()
    return nil
  }

  private mutating func openNext() throws -> OpenTrace? {
    guard nextFile < sources.count else { return nil }
    let file = try OpenTrace(sources[nextFile], options: options)
    nextFile += 1
    current = file
    summary.files.append(TraceReadReport.Stamps(file: file.input.name, unit: file.unit))
    summary.forms.append(file.form)
    if case .delimited(let columns) = file.form {
      for name in columns.unknownNames where seenColumns.insert(name).inserted {
        summary.unknownColumns.append(name)
      }
    }
    return file
  }

  private mutating func close(_ file: OpenTrace) {
    summary.bytes += file.input.count
    file.input.close()
    current = nil
  }

  /// Whole lines of about the block's size; the rest of the last one waits for the next block.
  private func fill(_ buffer: BlockBuffer, _ file: inout OpenTrace) throws {
    buffer.append(file.rest)
    file.rest = []
    if file.form.isDocument { return try fillWhole(buffer, &file) }
    var wanted = blockSize
    while true {
      if !file.isAtEnd && buffer.count < wanted {
        let missing = wanted - buffer.count
        file.isAtEnd = try buffer.append(missing, from: &file.input) < missing
      }
      if file.isAtEnd && buffer.count <= wanted { return }
      let isLong = buffer.count > TraceLimits.line
      if let cut = buffer.cut(near: wanted, keepsEntries: file.form.isLog && !isLong) {
        let tail = UnsafeBufferPointer(
          start: buffer.base + cut + 1, count: buffer.count - cut - 1)
        file.rest = Array(tail)
        buffer.count = cut + 1
        return
      }
      // The parser refuses a line without an end in sight; what follows does not matter.
      if isLong { file.isAtEnd = true }
      if file.isAtEnd { return }
      // Twice as much each time, so that a long line is not searched over and over.
      wanted = buffer.count + max(blockSize, buffer.count, 4096)
    }
  }

  /// A document, which has a meaning only as a whole.
  private func fillWhole(_ buffer: BlockBuffer, _ file: inout OpenTrace) throws {
    while !file.isAtEnd {
      let room = TraceLimits.document + 1 - buffer.count
      let size = min(max(blockSize, buffer.count, 4096), room)
      file.isAtEnd = try buffer.append(size, from: &file.input) < size
      guard buffer.count <= TraceLimits.document else {
        throw Failure(
          .data, "\(file.input.name) is a JSON document of more than 256 MiB",
          hint: "export it in parts, or one event a line: jq -c '.events[]'")
      }
    }
  }
}
