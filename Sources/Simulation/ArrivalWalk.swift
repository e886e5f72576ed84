import Traces

/// Walks the requests of some services in time order.
struct ArrivalWalk {
  private let order: [UInt32]
  private var position: Int
  private let end: Int
  private var cursors: [Int]
  /// The place of each service among those that are walked, or -1.
  private let places: [Int]
  private let isSingle: Bool

  init(_ trace: Trace, services: [Int]) {
    order = trace.serviceOrder
    isSingle = services.count == 1
    if isSingle {
      // One service's rows are in time order as they stand.
      position = trace.rows[services[0]].lowerBound
      end = trace.rows[services[0]].upperBound
      cursors = []
      places = []
    } else {
      position = 0
      end = trace.serviceOrder.count
      cursors = trace.rows.map(\.lowerBound)
      var places = [Int](repeating: -1, count: trace.rows.count)
      for (place, service) in services.enumerated() { places[service] = place }
      self.places = places
    }
  }

  /// The row of the next request and the place of its service among those that are walked.
  mutating func next() -> (row: Int, place: Int)? {
    while position < end {
      position &+= 1
      if isSingle { return (position &- 1, 0) }
      let service = Int(order[position &- 1])
      let row = cursors[service]
      cursors[service] = row &+ 1
      if places[service] >= 0 { return (row, places[service]) }
    }
    return nil
  }
}
