/// Finds other services of a project that a text names as hosts.
struct HostNames: Sendable {
  /// The places of services by the names that they answer to.
  private let services: [String: Int]

  init(_ services: [ComposeService]) {
    var names: [String: Int] = [:]
    for (place, service) in services.enumerated() {
      for name in Self.names(of: service) where names[name] == nil { names[name] = place }
    }
    // A service's own name counts more than another's alias.
    for (place, service) in services.enumerated() { names[service.name.lowercased()] = place }
    self.services = names
  }

  private static func names(of service: ComposeService) -> [String] {
    let definition = service.definition
    let texts = ["container_name", "hostname"].compactMap {
      (try? definition.optional($0)?.scalarText) ?? nil
    }
    let networks = (try? definition.optional("networks")?.entries()) ?? nil
    let aliases = (networks ?? []).flatMap { entry in
      ((try? entry.field.optional("aliases")?.elements()) ?? nil)?.compactMap(\.scalarText) ?? []
    }
    return (texts + aliases).map { $0.lowercased() }
  }

  /// Endings of the names of variables that hold hosts.
  private static let hostEndings = [
    "ADDR", "ADDRESS", "BACKEND", "BOOTSTRAP_SERVERS", "BROKER", "BROKERS", "CONNECT", "ENDPOINT",
    "ENDPOINTS", "HOST", "HOSTNAME", "HOSTS", "NODES", "SERVER", "SERVERS", "SERVICE", "UPSTREAM",
    "URI", "URL", "URLS",
  ]

  /// Whether a variable, or the long flag of a command, holds a host by its name.
  static func holdsHost(_ name: String) -> Bool {
    let upper = name.uppercased()
    return hostEndings.contains { upper.hasSuffix($0) }
  }

  /// The services that a text names, with the port where it says one.
  ///
  /// - Parameter isHost: whether a bare name counts, because the text is to be a host.
  func services(in text: String, isHost: Bool) -> [(service: Int, port: Int?)] {
    let hosts =
      text.split { " ,;|'\"()[]{}<>\n\t".contains($0) }
      .compactMap { Self.host($0, isHost: isHost) } + ConnectionString(text).hosts
    return hosts.compactMap { host in
      services[host.name.lowercased()].map { ($0, host.port) }
    }
  }

  /// The host of `scheme://user:password@host:port/path`, of `host:port`, or of a bare `host`.
  private static func host(
    _ token: Substring, isHost: Bool
  ) -> (name: String, port: Int?)? {
    var rest = token
    let scheme = rest.firstRange(of: "://")
    if let scheme { rest = rest[scheme.upperBound...] }
    let hadPath = rest.contains("/")
    rest = rest.prefix { !"/?#".contains($0) }
    if let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
    let sides = rest.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = sides.first, !name.isEmpty else { return nil }
    let port = sides.count == 2 ? Int(sides[1].prefix { $0.isNumber }) : nil
    guard scheme != nil || port != nil || (isHost && !hadPath && sides.count == 1) else {
      return nil
    }
    return (String(name), port)
  }
}
