import Traces
import Units

/// The block of a stream that is replayed at the moment, as the columns of a replay.
final class StreamedColumns {
  private var cursor: RequestStream.Cursor
  private let latencies: UnsafeMutableBufferPointer<Int64>
  let columns: ReplayColumns

  init(_ stream: RequestStream) {
    cursor = stream.cursor()
    latencies = .allocate(capacity: RequestBlock.capacity)
    latencies.initialize(repeating: ReplayColumns.notCompleted)
    let block = cursor.block
    func buffer<Element>(
      _ base: UnsafeMutablePointer<Element>
    ) -> UnsafeBufferPointer<Element> {
      UnsafeBufferPointer(start: base, count: RequestBlock.capacity)
    }
    columns = ReplayColumns(
      arrivals: buffer(block.arrivals), durations: buffer(block.durations),
      memories: buffer(block.memories), initTimes: block.initTimes.map(buffer),
      billedTimes: block.billedTimes.map(buffer), cpuTimes: block.cpuTimes.map(buffer),
      latencies: latencies)
  }

  deinit { latencies.deallocate() }

  /// Calls `body` for each block with the services of its requests and their number; the columns
  /// hold the requests.
  func forEachBlock(_ body: (UnsafePointer<UInt32>, Int) throws -> Void) throws {
    while let block = try cursor.next() { try body(block.services, block.count) }
  }
}

/// The requests in flight over services whose departures are known at their arrival.
struct InFlightWalk {
  private var exits = BinaryHeap<Int64>()
  private(set) var integral: InFlightIntegral

  init(from time: Int64) { integral = InFlightIntegral(from: time) }

  /// A request arrives that stays for `latency`; arrivals do not decrease.
  mutating func arrive(at time: Int64, latency: Int64) {
    leave(until: time)
    integral.arrive(at: time)
    exits.insert(time &+ latency)
  }

  /// All have left: the peak, after Little's law is checked against the sum of the latencies.
  mutating func checkedPeak(against latencySum: Int128) throws -> Int {
    leave(until: .max)
    try integral.check(against: latencySum)
    return integral.peak
  }

  private mutating func leave(until time: Int64) {
    while let exit = exits.first, exit <= time {
      exits.removeFirst()
      integral.depart(at: exit)
    }
  }
}
