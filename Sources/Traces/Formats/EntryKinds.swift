/// A rule that tells which entries of a JSON log are no requests.
struct EntryRule: Sendable {
  /// What the head of such a log shows, all of it.
  let marks: [StaticString]
  let paths: [String]
  /// Throws what an entry is that is no request; the places are those of `paths`.
  let check: @Sendable (JSONFields, [Int]) throws(EntryProblem) -> Void
}

/// Tells which objects of a JSON log are no requests: a format by its rules, and those that a head
/// shows where the options map its keys, as a mapping says where values stand, not which entries of a
/// known log count.
struct EntryKinds: Sendable {
  private let rules: [(rule: EntryRule, places: [Int])]
  /// The paths of values and those that the rules look at behind them.
  let paths: [String]

  init(_ rules: [EntryRule], behind values: [String]) {
    var paths = values
    self.rules = rules.map { rule in
      let places = rule.paths.map { path in
        if let known = paths.firstIndex(of: path) { return known }
        paths.append(path)
        return paths.count - 1
      }
      return (rule, places)
    }
    self.paths = paths
  }

  /// The rules that a head shows.
  init(_ head: LogHead, mapped: [String]) {
    let rules = (Self.mapped + [.caddy, .envoy(head)]).filter { rule in
      rule.marks.allSatisfy { head.contains($0) }
    }
    self.init(rules, behind: mapped)
  }

  /// A throw where the entry is no request.
  func check(_ fields: JSONFields) throws(EntryProblem) {
    for (rule, places) in rules { try rule.check(fields, places) }
  }

  /// Those of logs that are read by a mapping alone, or otherwise by their own format.
  private static let mapped: [EntryRule] = [
    // k6: points of all metrics in one file, behind declarations of the metrics.
    EntryRule(marks: ["\"metric\"", "\"Point\""], paths: ["metric", "type"]) {
      fields, places throws(EntryProblem) in
      guard fields[places[0]]?.content.equals("http_req_duration") == true,
        fields[places[1]]?.content.equals("Point") == true
      else { throw .noRequest(.otherMetric) }
    },
    // Zipkin and others: the caller's span of a call stands beside that of the service called.
    EntryRule(marks: ["\"kind\"", "\"traceId\""], paths: ["kind", "localEndpoint", "parentId"]) {
      fields, places throws(EntryProblem) in
      if let kind = fields[places[0]] {
        if SpanKind(kind.content)?.startsWork == false { throw .noRequest(.innerSpan) }
      } else if fields[places[1]] != nil, fields[places[2]] != nil {
        throw .noRequest(.innerSpan)
      }
    },
    EntryRule(marks: ["\"span.kind\""], paths: ["span.kind"]) {
      fields, places throws(EntryProblem) in
      if let kind = fields[places[0]], SpanKind(kind.content)?.startsWork == false {
        throw .noRequest(.innerSpan)
      }
    },
    EntryRule(marks: ["\"httpRequest\"", "\"logName\""], paths: GoogleEntry.kindPaths) {
      fields, places throws(EntryProblem) in
      guard fields[places[0]] != nil else { return }
      let log = try fields.text(places[1])
      guard try !GoogleEntry.isOfBalancer(fields.text(places[2])),
        log.map({ GoogleEntry.isOfRequests($0) }) == false
      else { return }
      throw .noRequest(.applicationEntry)
    },
    EntryRule(
      marks: ["\"resource\"", "http_load_balancer\"", "run.googleapis.com%2Frequests\""],
      paths: ["resource.type"]
    ) { fields, places throws(EntryProblem) in
      if try GoogleEntry.isOfBalancer(fields.text(places[0])) { throw .noRequest(.balancerEntry) }
    },
  ]
}
