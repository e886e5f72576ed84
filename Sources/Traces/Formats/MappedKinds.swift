/// Tells which objects of a JSON log are no requests where the options map its keys: a mapping says
/// where values stand, not which of a known log's entries count.
struct MappedKinds: Sendable {
  private struct Rule: Sendable {
    /// What the head of the log shows, all of it.
    let marks: [StaticString]
    let paths: [String]
    /// Throws what an entry is that is no request; the places are those of `paths`.
    let check: @Sendable (JSONFields, [Int]) throws(EntryProblem) -> Void
  }

  private let rules: [(rule: Rule, places: [Int])]
  /// The mapped paths and those that the rules look at behind them.
  let paths: [String]

  init(_ head: LogHead, mapped: [String]) {
    var paths = mapped
    rules = (Self.rules + [Self.proxies(head)])
      .filter { rule in rule.marks.allSatisfy { head.contains($0) } }
      .map { rule in
        let places = rule.paths.map { path in
          if let known = paths.firstIndex(of: path) { return known }
          paths.append(path)
          return paths.count - 1
        }
        return (rule, places)
      }
    self.paths = paths
  }

  /// A throw where the entry is no request.
  func check(_ fields: JSONFields) throws(EntryProblem) {
    for (rule, places) in rules { try rule.check(fields, places) }
  }

  private static let rules: [Rule] = [
    // k6: points of all metrics in one file, behind declarations of the metrics.
    Rule(marks: ["\"metric\"", "\"Point\""], paths: ["metric", "type"]) {
      fields, places throws(EntryProblem) in
      guard fields[places[0]]?.content.equals("http_req_duration") == true,
        fields[places[1]]?.content.equals("Point") == true
      else { throw .noRequest(.otherMetric) }
    },
    // Zipkin and others: the caller's span of a call stands beside that of the service called.
    Rule(marks: ["\"kind\"", "\"traceId\""], paths: ["kind", "localEndpoint", "parentId"]) {
      fields, places throws(EntryProblem) in
      if let kind = fields[places[0]] {
        if isInner(kind) { throw .noRequest(.innerSpan) }
      } else if fields[places[1]] != nil, fields[places[2]] != nil {
        throw .noRequest(.innerSpan)
      }
    },
    Rule(marks: ["\"span.kind\""], paths: ["span.kind"]) { fields, places throws(EntryProblem) in
      if let kind = fields[places[0]], isInner(kind) { throw .noRequest(.innerSpan) }
    },
    Rule(marks: ["\"httpRequest\"", "\"logName\""], paths: GoogleEntry.kindPaths) {
      fields, places throws(EntryProblem) in
      guard fields[places[0]] != nil else { return }
      let log = try fields.text(places[1])
      guard try !GoogleEntry.isOfBalancer(fields.text(places[2])),
        log.map({ GoogleEntry.isOfRequests($0) }) == false
      else { return }
      throw .noRequest(.applicationEntry)
    },
    Rule(
      marks: ["\"resource\"", "http_load_balancer\"", "run.googleapis.com%2Frequests\""],
      paths: ["resource.type"]
    ) { fields, places throws(EntryProblem) in
      if try GoogleEntry.isOfBalancer(fields.text(places[0])) { throw .noRequest(.balancerEntry) }
    },
    Rule(marks: ["\"http.log."], paths: ["logger"]) { fields, places throws(EntryProblem) in
      if let logger = fields[places[0]]?.content, logger.starts(with: "http."),
        !logger.starts(with: "http.log.access")
      {
        throw .noRequest(.errorEntry)
      }
    },
  ]

  /// Envoy and Istio: connections and what a sidecar's service asks others.
  private static func proxies(_ head: LogHead) -> Rule {
    let proxy = EnvoyProxy(head)
    return Rule(
      marks: ["\"response_flags\"", "\"method\""],
      paths: ["method", "path", "protocol", "upstream_cluster"]
    ) { fields, places throws(EntryProblem) in
      if places.prefix(3).allSatisfy({ fields.isAbsent($0) }) { throw .noRequest(.connection) }
      try proxy.check(cluster: fields.text(places[3]))
    }
  }

  private static func isInner(_ kind: JSONField) -> Bool {
    var text = String(decoding: kind.content, as: UTF8.self).lowercased()
    if text.hasPrefix("span_kind_") { text.removeFirst("span_kind_".count) }
    return ["client", "producer", "internal"].contains(text)
  }
}
