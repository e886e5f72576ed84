import Glibc
import Units

/// One column of one block, outside Swift's arrays: it is neither zeroed nor copied, shrinks in
/// place, and is given back as soon as it is grouped.
///
/// Written by one thread at a time; `parallelMap` orders the phases.
final class Column<Element: BitwiseCopyable>: @unchecked Sendable {
  private(set) var base: UnsafeMutablePointer<Element>

  init(capacity: Int) { base = Self.resized(nil, to: capacity) }

  /// The same value in each row.
  convenience init(_ value: Element, count: Int) {
    self.init(capacity: count)
    base.update(repeating: value, count: count)
  }

  deinit { free(base) }

  /// The pointer to the values may change.
  func resize(to count: Int) { base = Self.resized(base, to: count) }

  private static func resized(
    _ old: UnsafeMutablePointer<Element>?, to count: Int
  ) -> UnsafeMutablePointer<Element> {
    guard let memory = realloc(old, max(1, count) * MemoryLayout<Element>.stride) else {
      fatalError("out of memory")
    }
    return memory.bindMemory(to: Element.self, capacity: max(1, count))
  }
}

/// The columns that a file may lack.
struct OptionalColumns: OptionSet {
  let rawValue: UInt8

  static let cpuTimes = OptionalColumns(rawValue: 1)
  static let initTimes = OptionalColumns(rawValue: 2)
  static let billedTimes = OptionalColumns(rawValue: 4)
  static let coldStarts = OptionalColumns(rawValue: 8)
  static let instances = OptionalColumns(rawValue: 16)
  static let requestBytes = OptionalColumns(rawValue: 32)
  static let responseBytes = OptionalColumns(rawValue: 64)
  static let weights = OptionalColumns(rawValue: 128)
}

extension OptionalColumns {
  /// Those that columns of these roles fill.
  init(_ roles: [ColumnRole]) {
    self = roles.reduce(into: []) { present, role in
      switch role {
      case .cpuTime: present.insert(.cpuTimes)
      case .initTime: present.insert(.initTimes)
      case .billedTime: present.insert(.billedTimes)
      case .coldStart: present.insert(.coldStarts)
      case .instance: present.insert(.instances)
      case .requestBytes: present.insert(.requestBytes)
      case .responseBytes: present.insert(.responseBytes)
      case .weight, .weightOrShare: present.insert(.weights)
      case .ignored, .sampling, .service, .arrival, .stamp, .duration, .memory: break
      }
    }
  }
}

/// Rows of one block in row order; columns are nil where the file has none or once given back.
final class ColumnBlock: @unchecked Sendable {
  var count: Int
  var services: Column<UInt32>?
  var arrivals: Column<Int64>?
  var durations: Column<Int64>?
  var memories: Column<Int32>?
  var cpuTimes: Column<Int64>?
  var initTimes: Column<Int64>?
  var billedTimes: Column<Int64>?
  var coldStarts: Column<Int8>?
  var instances: Column<UInt32>?
  var requestBytes: Column<Int64>?
  var responseBytes: Column<Int64>?
  /// Requests that each row stands for.
  var weights: Column<Int32>?

  init(capacity: Int, _ optional: OptionalColumns) {
    count = capacity
    services = Column(capacity: capacity)
    arrivals = Column(capacity: capacity)
    durations = Column(capacity: capacity)
    memories = Column(capacity: capacity)
    if optional.contains(.cpuTimes) { cpuTimes = Column(capacity: capacity) }
    if optional.contains(.initTimes) { initTimes = Column(capacity: capacity) }
    if optional.contains(.billedTimes) { billedTimes = Column(capacity: capacity) }
    if optional.contains(.coldStarts) { coldStarts = Column(capacity: capacity) }
    if optional.contains(.instances) { instances = Column(capacity: capacity) }
    if optional.contains(.requestBytes) { requestBytes = Column(capacity: capacity) }
    if optional.contains(.responseBytes) { responseBytes = Column(capacity: capacity) }
    if optional.contains(.weights) { weights = Column(capacity: capacity) }
  }

  /// Which of the optional columns there are.
  var optional: OptionalColumns {
    var present: OptionalColumns = []
    if cpuTimes != nil { present.insert(.cpuTimes) }
    if initTimes != nil { present.insert(.initTimes) }
    if billedTimes != nil { present.insert(.billedTimes) }
    if coldStarts != nil { present.insert(.coldStarts) }
    if instances != nil { present.insert(.instances) }
    if requestBytes != nil { present.insert(.requestBytes) }
    if responseBytes != nil { present.insert(.responseBytes) }
    if weights != nil { present.insert(.weights) }
    return present
  }

  /// Takes so many rows as all of them; those that are new have no values yet.
  func resize(to rows: Int) {
    count = rows
    services?.resize(to: rows)
    arrivals?.resize(to: rows)
    durations?.resize(to: rows)
    memories?.resize(to: rows)
    cpuTimes?.resize(to: rows)
    initTimes?.resize(to: rows)
    billedTimes?.resize(to: rows)
    coldStarts?.resize(to: rows)
    instances?.resize(to: rows)
    requestBytes?.resize(to: rows)
    responseBytes?.resize(to: rows)
    weights?.resize(to: rows)
  }

  /// Adds columns that other files of the trace have, without a value in any row: no CPU and init
  /// time, the others not logged.
  func add(_ columns: OptionalColumns) {
    let missing = columns.subtracting(optional)
    if missing.contains(.cpuTimes) { cpuTimes = Column(0, count: count) }
    if missing.contains(.initTimes) { initTimes = Column(0, count: count) }
    if missing.contains(.billedTimes) { billedTimes = Column(Trace.notLogged, count: count) }
    if missing.contains(.coldStarts) { coldStarts = Column(-1, count: count) }
    if missing.contains(.instances) { instances = Column(Trace.noInstance, count: count) }
    if missing.contains(.requestBytes) { requestBytes = Column(Trace.notLogged, count: count) }
    if missing.contains(.responseBytes) { responseBytes = Column(Trace.notLogged, count: count) }
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
  /// Rows that were kept, where the columns are gone.
  var keptRows: Int?
  /// Lines of any kind.
  var lines = 0
  var rowsRead = 0
  var badRows = [Int](repeating: 0, count: RowProblem.allCases.count)
  /// The first bad rows; lines count from the block's start.
  var quotedErrors: [(line: Int, message: String)] = []
  var overlongLine: Int?
  /// Why nothing of the file counts.
  var failure: Failure?
  /// Of a log: the request of each row, STARTs, and lines that are neither.
  var requestKeys: [RequestKey] = []
  var starts: [LoggedStart] = []
  /// Rows whose entries name no function, functions that other entries name, and those of STARTs that
  /// rows have taken.
  var unnamedRows: [Int] = []
  var functions: Set<String> = []
  var startedFunctions: [Int: String] = [:]
  /// Rows that took the only function of their file.
  var soleFunctionRows = 0
  var otherEntries = [Int](repeating: 0, count: OtherEntry.allCases.count)
  /// Of counts: what the rows say.
  var counted = CountedRows()
  var serviceAssumedRows = 0
  var durationAssumedRows = 0
  /// Rows that a server got and did not answer.
  var unansweredRows = 0
  /// What values that show a sample say, where nothing reads them.
  var sampling = SamplingCount()
  var spreadRows = 0
  var stamplessRows = 0
  var unmatchedRows = 0
  var unmatchedTargets: [String] = []
  var memoryAssumedRows = 0
  /// Rows that stood for several requests, and the requests of their block.
  var weightedRows = 0
  /// Those of them whose service has one stamp alone.
  var loneWeightedRows = 0
  var weightedRequests = 0
  /// The days on which its requests arrive.
  var days: [ArrivalDay] = []
  /// Kept rows by what no server's durations are.
  var oddDurations = OddDurations()
  var coarseness = StampCoarseness()
  var isInOrder = true
  var firstArrival: Int64 = .min
  var lastArrival: Int64 = .min
}
