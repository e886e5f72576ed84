import Units

/// Which of a proxy's entries are requests of the services behind it.
///
/// A sidecar of Istio logs what its service is asked (clusters `inbound|…`) and what its service
/// asks others (`outbound|…`), which their own sidecars log as inbound. A gateway has outbound
/// clusters alone, and its entries are the requests (Istio documentation, "Envoy Access Logs").
struct EnvoyProxy: Sendable {
  private let isSidecar: Bool
  private static let outbound: [StaticString] = [
    "outbound|", "PassthroughCluster", "BlackHoleCluster",
  ]

  init(_ head: LogHead) { isSidecar = head.contains("inbound|") }

  /// A throw where an entry of this upstream cluster is no request; nil and `-` tell nothing.
  func check(cluster: Field?) throws(EntryProblem) {
    guard let cluster else { return }
    if isSidecar {
      if Self.outbound.contains(where: { cluster.starts(with: $0) }) {
        throw .noRequest(.outboundCall)
      }
    } else if cluster.starts(with: "inbound|") {
      throw EntryProblem(
        problem: .fieldCount,
        value: "is inbound, but the entries before it are calls to other services: is this the log "
          + "of a gateway or of a sidecar? (grep -v 'outbound|' leaves the requests of a sidecar)")
    }
  }
}

extension EntryRule {
  /// Envoy and Istio: connections, and what a sidecar's service asks others.
  static func envoy(_ head: LogHead) -> EntryRule {
    let proxy = EnvoyProxy(head)
    let tellsMethods = head.contains("\"method\"") || head.contains("\"protocol\"")
    return EntryRule(
      marks: ["\"response_flags\"", "\"method\""],
      paths: ["method", "path", "protocol", "upstream_cluster"]
    ) { fields, places throws(EntryProblem) in
      if tellsMethods, places.prefix(3).allSatisfy({ fields.isAbsent($0) }) {
        throw .noRequest(.connection)
      }
      try proxy.check(cluster: fields.text(places[3]))
    }
  }
}

extension Field {
  func starts(with text: StaticString) -> Bool {
    count >= text.utf8CodeUnitCount
      && Field(rebasing: self[..<text.utf8CodeUnitCount]).equals(text)
  }
}

extension JSONFields {
  /// Whether a value is missing, null or `-`.
  func isAbsent(_ index: Int) -> Bool {
    self[index].map { $0.content.equals("-") } ?? true
  }
}
