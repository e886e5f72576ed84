extension Trace {
  /// The requests of `services` (indices into `rows`, each at most once) as a trace of their own,
  /// whose services have the order of `services`.
  public func subset(services: [Int]) -> Trace {
    if let stream {
      return Trace(stream: stream.subset(services: services), loggedPlatform: loggedPlatform)
    }
    if services.count == 1 { return alone(services[0]) }
    var places = [UInt32?](repeating: nil, count: rows.count)
    var ranges: [Range<Int>] = []
    for (place, service) in services.enumerated() {
      places[service] = UInt32(place)
      let start = ranges.last?.upperBound ?? 0
      ranges.append(start..<start + rows[service].count)
    }
    return gathered(
      services.flatMap { Array(rows[$0]) }, serviceNames: services.map { serviceNames[$0] },
      ranges: ranges, serviceOrder: serviceOrder.compactMap { places[Int($0)] })
  }

  /// The requests of one service, without a look at those of the others.
  private func alone(_ service: Int) -> Trace {
    let range = rows[service]
    func slice<Element>(_ column: [Element]) -> [Element] { Array(column[range]) }
    return Trace(
      serviceNames: [serviceNames[service]], rows: [0..<range.count],
      serviceOrder: [UInt32](repeating: 0, count: range.count), arrivals: slice(arrivals),
      durations: slice(durations), memories: slice(memories), cpuTimes: cpuTimes.map(slice),
      initTimes: initTimes.map(slice), billedTimes: billedTimes.map(slice),
      coldStarts: coldStarts.map(slice), instances: instances.map(slice),
      requestBytes: requestBytes.map(slice), responseBytes: responseBytes.map(slice),
      loggedPlatform: loggedPlatform)
  }

  /// The requests at the given row numbers, which ascend, as a trace of their own; services of
  /// which none is given stay, without rows.
  public func subset(rows chosen: [Int]) -> Trace {
    var ranges: [Range<Int>] = []
    var next = 0
    for range in rows {
      let start = next
      while next < chosen.count, chosen[next] < range.upperBound { next += 1 }
      ranges.append(start..<next)
    }
    return gathered(
      chosen, serviceNames: serviceNames, ranges: ranges,
      serviceOrder: serviceOrder(of: chosen, ranges: ranges))
  }

  /// The services of the chosen rows in time order.
  private func serviceOrder(of chosen: [Int], ranges: [Range<Int>]) -> [UInt32] {
    var order: [UInt32] = []
    order.reserveCapacity(chosen.count)
    var cursors = rows.map(\.lowerBound)
    var nexts = ranges.map(\.lowerBound)
    for service in serviceOrder {
      let index = Int(service)
      let next = nexts[index]
      if next < ranges[index].upperBound, chosen[next] == cursors[index] {
        order.append(service)
        nexts[index] = next + 1
      }
      cursors[index] += 1
    }
    return order
  }

  private func gathered(
    _ chosen: [Int], serviceNames: [String], ranges: [Range<Int>], serviceOrder: [UInt32]
  ) -> Trace {
    func gathered<Element>(_ column: [Element]) -> [Element] { chosen.map { column[$0] } }
    return Trace(
      serviceNames: serviceNames, rows: ranges, serviceOrder: serviceOrder,
      arrivals: gathered(arrivals), durations: gathered(durations), memories: gathered(memories),
      cpuTimes: cpuTimes.map(gathered), initTimes: initTimes.map(gathered),
      billedTimes: billedTimes.map(gathered), coldStarts: coldStarts.map(gathered),
      instances: instances.map(gathered), requestBytes: requestBytes.map(gathered),
      responseBytes: responseBytes.map(gathered), loggedPlatform: loggedPlatform)
  }
}
