import Pricing
import Traces
import Units

/// Counts the capacity units that the requests of a trace take of a load balancer.
///
/// The units of a clock hour are the most that one of its dimensions asks for on the mean: new
/// connections, active connections, traffic, rule evaluations (AWS, Elastic Load Balancing pricing,
/// "LCU details"). Each request opens a connection that lasts as long as its duration, all of which
/// counts in the hour of its arrival.
struct CapacityUnitMeter {
  let unit: CapacityUnit
  /// Rules of the listener that each request is held against.
  let rules: Int
  let isForFunctions: Bool
  /// Bytes of a response; nil where nothing is known of traffic.
  let bytes: Surrounding.Amount?

  private static let hour: Int64 = 3_600_000_000

  /// What arrived in one hour.
  private struct Load {
    var requests: Int128 = 0
    var duration: Int128 = 0
    var bytes: Int128 = 0
  }

  /// Capacity units × time, in millionths of a unit·µs.
  func time(of trace: Trace) throws -> Int128 {
    var total: Int128 = 0
    var load = Load()
    var hour = Int64.min
    try trace.forEachRequest { request in
      let arrival = request.arrival
      let current = (arrival - (arrival % Self.hour + Self.hour) % Self.hour) / Self.hour
      if current != hour {
        total += units(load)
        load = Load()
        hour = current
      }
      load.requests += 1
      load.duration += Int128(request.duration)
      load.bytes += traffic(of: request)
    }
    return total + units(load)
  }

  private func traffic(of request: RequestSize) -> Int128 {
    let received = Int128(max(0, request.requestBytes))
    switch bytes {
    case .stated(let bytes): return received + bytes.scaled / ExactDecimal.one
    case .fromTrace, nil: return received + Int128(max(0, request.responseBytes))
    }
  }

  /// A unit for a second is 10⁶ millionths × 10⁶ µs.
  private func units(_ load: Load) -> Int128 {
    let connections = load.requests * 1_000_000_000_000 / Int128(unit.newConnectionsPerSecond)
    let active = load.duration * 1_000_000 / Int128(unit.activeConnections)
    let bytesPerHour = isForFunctions ? unit.functionBytesPerHour : nil
    let traffic =
      load.bytes * Int128(Self.hour) * 1_000_000 / Int128(bytesPerHour ?? unit.bytesPerHour)
    return max(connections, active, traffic, evaluations(load))
  }

  private func evaluations(_ load: Load) -> Int128 {
    guard let rate = unit.ruleEvaluationsPerSecond else { return 0 }
    let counted = Int128(max(0, rules - unit.includedRules))
    return load.requests * counted * 1_000_000_000_000 / Int128(rate)
  }
}
