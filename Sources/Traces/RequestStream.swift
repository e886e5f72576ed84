import Units

/// Requests in time order that are not in memory; each pass over them is a cursor of its own.
public final class RequestStream: Sendable {
  enum Source: Sendable {
    case spool(TraceSpool)
    case counts(RequestCounts)
  }

  public let serviceNames: [String]
  /// In the order of the names.
  public let statistics: [ServiceStatistics]
  /// The durations of each service.
  public let durations: [LogLinearHistogram]
  /// What arrives in each second.
  public let work: ArrivingWork
  /// Results of passes over the requests.
  public let results = PassResults()
  let optional: OptionalColumns
  private let source: Source
  /// For each service of the source its place here, `absent` where it is left out.
  private let places: [UInt32]
  static let absent = UInt32.max

  /// Looks at all requests once. Throws what reading them does.
  init(_ source: Source, serviceNames: [String], optional: OptionalColumns) throws {
    self.serviceNames = serviceNames
    self.source = source
    self.optional = optional
    places = serviceNames.indices.map { UInt32($0) }
    var statistics = serviceNames.map { _ in ServiceStatistics() }
    var durations = serviceNames.map { _ in LogLinearHistogram() }
    var work = ArrivingWork(services: serviceNames.count)
    var cursor = Cursor(source, optional, places: places)
    while let block = try cursor.next() {
      block.add(to: &statistics)
      for row in 0..<block.count {
        let service = Int(block.services[row])
        durations[service].add(block.durations[row])
        work.add(block.durations[row], of: service, at: block.arrivals[row])
      }
    }
    self.statistics = statistics
    self.durations = durations
    self.work = work
  }

  private init(_ whole: RequestStream, services: [Int]) {
    serviceNames = services.map { whole.serviceNames[$0] }
    statistics = services.map { whole.statistics[$0] }
    durations = services.map { whole.durations[$0] }
    work = whole.work.subset(services: services)
    optional = whole.optional
    source = whole.source
    places = whole.places.map { place in
      services.firstIndex { UInt32($0) == place }.map { UInt32($0) } ?? Self.absent
    }
  }

  /// The requests of some services, which take the order given.
  func subset(services: [Int]) -> RequestStream {
    services == Array(serviceNames.indices) ? self : RequestStream(self, services: services)
  }

  public var count: Int { statistics.reduce(0) { $0 + $1.count } }

  public func cursor() -> Cursor { Cursor(source, optional, places: places) }

  /// One pass over the requests.
  public struct Cursor {
    private enum Position {
      case spool(TraceSpool.Reader)
      case counts(RequestCounts.Expansion)
    }

    private var position: Position
    /// The block that holds the next requests each time.
    public let block: RequestBlock
    private let places: [UInt32]
    private let isWhole: Bool

    fileprivate init(_ source: Source, _ optional: OptionalColumns, places: [UInt32]) {
      block = RequestBlock(optional)
      self.places = places
      isWhole = places.indices.allSatisfy { places[$0] == UInt32($0) }
      switch source {
      case .spool(let spool): position = .spool(spool.reader())
      case .counts(let counts): position = .counts(counts.expanded())
      }
    }

    /// The next requests, in the same block each time; nil at the end.
    public mutating func next() throws -> RequestBlock? {
      while true {
        switch position {
        case .spool(var reader):
          try reader.fill(block)
          position = .spool(reader)
        case .counts(var expansion):
          expansion.fill(block)
          position = .counts(expansion)
        }
        guard block.count > 0 else { return nil }
        if isWhole { return block }
        block.keep(places)
        if block.count > 0 { return block }
      }
    }
  }
}

/// Requests of a stream in time order, a piece at a time.
public final class RequestBlock {
  /// Most rows of a block.
  public static let capacity = 1 << 14

  public internal(set) var count = 0
  let columns: ColumnBlock
  public let services: UnsafeMutablePointer<UInt32>
  public let arrivals: UnsafeMutablePointer<Int64>
  public let durations: UnsafeMutablePointer<Int64>
  public let memories: UnsafeMutablePointer<Int32>
  public let cpuTimes: UnsafeMutablePointer<Int64>?
  public let initTimes: UnsafeMutablePointer<Int64>?
  public let billedTimes: UnsafeMutablePointer<Int64>?
  public let requestBytes: UnsafeMutablePointer<Int64>?
  public let responseBytes: UnsafeMutablePointer<Int64>?

  init(_ optional: OptionalColumns) {
    columns = ColumnBlock(capacity: Self.capacity, optional)
    guard let services = columns.services?.base, let arrivals = columns.arrivals?.base,
      let durations = columns.durations?.base, let memories = columns.memories?.base
    else { fatalError("a new block has its columns") }
    self.services = services
    self.arrivals = arrivals
    self.durations = durations
    self.memories = memories
    cpuTimes = columns.cpuTimes?.base
    initTimes = columns.initTimes?.base
    billedTimes = columns.billedTimes?.base
    requestBytes = columns.requestBytes?.base
    responseBytes = columns.responseBytes?.base
  }

  func add(to statistics: inout [ServiceStatistics]) {
    statistics.withUnsafeMutableBufferPointer { statistics in
      for row in 0..<count {
        let service = Int(services[row])
        statistics[service].add(
          arrival: arrivals[row], duration: durations[row], memory: memories[row])
        if let cpuTimes { statistics[service].add(cpuTime: cpuTimes[row]) }
        if let initTimes { statistics[service].add(initTime: initTimes[row]) }
        if let requestBytes { statistics[service].add(requestBytes: requestBytes[row]) }
        if let responseBytes { statistics[service].add(responseBytes: responseBytes[row]) }
      }
    }
  }

  /// Keeps the rows of services that have a place, and gives them that.
  fileprivate func keep(_ places: [UInt32]) {
    var kept = 0
    for row in 0..<count {
      let place = places[Int(services[row])]
      guard place != RequestStream.absent else { continue }
      columns.move(row, to: kept)
      services[kept] = place
      kept += 1
    }
    count = kept
  }
}

extension ColumnBlock {
  /// Moves a row to a place before it.
  fileprivate func move(_ row: Int, to place: Int) {
    func move<Element>(_ column: Column<Element>?) {
      if let base = column?.base { base[place] = base[row] }
    }
    move(services)
    move(arrivals)
    move(durations)
    move(memories)
    move(cpuTimes)
    move(initTimes)
    move(billedTimes)
    move(coldStarts)
    move(instances)
    move(requestBytes)
    move(responseBytes)
  }
}

/// When a request came, how long it took and how large it was.
public struct RequestSize: Sendable {
  /// Microseconds.
  public var arrival: Int64
  public var duration: Int64
  /// −1 where it is not known.
  public var cpuTime: Int64
  /// −1 where they are not known.
  public var requestBytes: Int64
  public var responseBytes: Int64
}

extension Trace {
  /// Calls `body` for each request in time order; throws what reading a stream does.
  public func forEachRequest(_ body: (RequestSize) -> Void) throws {
    guard let stream else {
      var cursors = rows.map(\.lowerBound)
      for service in serviceOrder {
        let row = cursors[Int(service)]
        cursors[Int(service)] += 1
        body(
          RequestSize(
            arrival: arrivals[row], duration: durations[row],
            cpuTime: cpuTimes?[row] ?? -1,
            requestBytes: requestBytes?[row] ?? -1, responseBytes: responseBytes?[row] ?? -1))
      }
      return
    }
    var cursor = stream.cursor()
    while let block = try cursor.next() {
      for row in 0..<block.count {
        body(
          RequestSize(
            arrival: block.arrivals[row], duration: block.durations[row],
            cpuTime: block.cpuTimes?[row] ?? -1,
            requestBytes: block.requestBytes?[row] ?? -1,
            responseBytes: block.responseBytes?[row] ?? -1))
      }
    }
  }
}
