import Traces
import Units

/// Counts requests as a service that stands before others bills them: one for each step of their
/// size, begun ones whole.
///
/// The size is the larger of what is received and what is sent, since a vendor's "request of up to
/// 512 KB" does not say which; a request whose size is not known counts once.
struct RequestStepMeter {
  /// Bytes of a step.
  let step: Int64
  /// Bytes of a response; nil is the trace's.
  let responses: Surrounding.Amount?

  /// Requests of each service in steps; throws what reading a stream does.
  func counts(of trace: Trace) throws -> [Int128] {
    let stated = statedBytes
    guard trace.hasRequestBytes || (trace.hasResponseBytes && stated == nil) else {
      return trace.rows.map { Int128($0.count) * steps(stated ?? 0) }
    }
    return try trace.rows.indices.map { try count(of: $0, trace, stated: stated) }
  }

  /// A service whose largest request is within a step needs no pass over its requests.
  private func count(of service: Int, _ trace: Trace, stated: Int128?) throws -> Int128 {
    let statistics = trace.statistics(of: service)
    let most = max(
      Int128(statistics.mostRequestBytes), stated ?? Int128(statistics.mostResponseBytes))
    guard most > Int128(step) else { return Int128(statistics.count) }
    var count: Int128 = 0
    try trace.subset(services: [service]).forEachRequest { request in
      count += steps(max(Int128(request.requestBytes), stated ?? Int128(request.responseBytes)))
    }
    return count
  }

  /// What is assumed, for people.
  func assumption(of trace: Trace) -> String {
    let size = "\(grouped(Int(clamping: step / 1_024))) KB"
    guard trace.hasRequestBytes || trace.hasResponseBytes || statedBytes != nil else {
      return "no request or response is above \(size), as nothing says how large they are"
    }
    return "a request counts once for each \(size) of it or of its response, whichever is larger"
  }

  private var statedBytes: Int128? {
    guard case .stated(let bytes) = responses else { return nil }
    return (bytes.scaled + ExactDecimal.one - 1) / ExactDecimal.one
  }

  private func steps(_ bytes: Int128) -> Int128 {
    max(1, (bytes + Int128(step) - 1) / Int128(step))
  }
}
