/// What an entry of a log is that is no request of a service.
enum OtherEntry: Int, CaseIterable {
  /// A line or event of which no more is known.
  case unknown
  case connection, outboundCall, innerSpan, applicationEntry, balancerEntry, serviceEntry
  case cachedResponse, errorEntry, otherMetric, unreached, unanswered

  /// The kind for people, in the singular and the plural; nil where it is not known.
  var names: (one: String, many: String)? {
    switch self {
    case .unknown: return nil
    case .connection: return ("TCP connection", "TCP connections")
    case .outboundCall:
      return ("outbound call of a sidecar", "outbound calls of sidecars")
    case .innerSpan: return ("span of a call or of inner work", "spans of calls or of inner work")
    case .applicationEntry:
      return ("entry of the application's own log", "entries of the application's own log")
    case .balancerEntry:
      return (
        "entry of the load balancer (--input-format gcp-load-balancer reads it)",
        "entries of the load balancer (--input-format gcp-load-balancer reads them)"
      )
    case .serviceEntry:
      return (
        "entry of a service's log (--input-format cloud-run reads it)",
        "entries of services' logs (--input-format cloud-run reads them)"
      )
    case .cachedResponse: return ("response from the cache", "responses from the cache")
    case .errorEntry:
      return ("entry of an error or another logger", "entries of error or other loggers")
    case .otherMetric: return ("point of another metric", "points of other metrics")
    case .unreached: return ("request that no server got", "requests that no server got")
    case .unanswered:
      return (
        "request that a server got and did not answer, of unknown duration",
        "requests that servers got and did not answer, of unknown duration"
      )
    }
  }
}

extension EntryProblem {
  /// That an entry is no request, but something else.
  static func noRequest(_ kind: OtherEntry) -> EntryProblem {
    EntryProblem(problem: .missingEntry, kind: kind)
  }
}
