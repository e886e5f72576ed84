import Documents
import Inventory

/// The compose file of what stays.
struct HybridCompose {
  /// nil where nothing stays, or the files could not be read as they are written.
  static func bytes(_ deployment: Deployment) -> [UInt8]? {
    guard !deployment.staying.isEmpty, let whole = deployment.composition,
      case .mapping(let entries) = whole.content
    else { return nil }
    let staying = Set(deployment.staying)
    let inside = Set(ComposeProject.internalNetworks(whole))
    let services = services(whole, staying, deployment.peers, inside)
    let used = Self.used(services)
    let reach =
      used["networks"]?.contains(reachable) == true ? [(reachable, Node?.some(.mapping([])))] : []
    var kept = entries.compactMap { entry -> (String, Node?)? in
      switch entry.key {
      case "services": return (entry.key, .mapping(services))
      case "networks" where !reach.isEmpty:
        let rest = self.entries(entry.value).filter {
          used[entry.key]?.contains($0.key) == true || $0.key == "default"
        }
        return (entry.key, .mapping(rest.map { ($0.key, $0.value) } + reach))
      case "volumes", "networks", "secrets", "configs":
        let rest = self.entries(entry.value).filter {
          (used[entry.key]?.contains($0.key) == true || used[entry.key]?.contains("") == true)
            || (entry.key == "networks" && $0.key == "default")
        }
        return rest.isEmpty ? nil : (entry.key, Node(.mapping(rest), line: 0))
      case "include", "version": return nil
      default: return entry.key.hasPrefix("x-") ? nil : (entry.key, entry.value)
      }
    }
    if !reach.isEmpty, !kept.contains(where: { $0.0 == "networks" }) {
      kept.append(("networks", .mapping(reach)))
    }
    return YAMLWriter.write(
      .mapping(kept),
      comments: [
        "Made by costsim: what stays in Docker. Run it from the project's folder, so that paths and",
        "variables are found:",
        "  docker compose --project-directory \(deployment.projectPath) -f compose.hybrid.yaml up -d",
        "Ports that what moves connects to are published on PRIVATE_ADDRESS: set it to the address of",
        "this machine in the private network.",
      ]
        + (deployment.stayingSecrets.isEmpty
          ? [] : ["Secrets are variables, to be set in .env or in the environment:"])
        + deployment.stayingSecrets.map { "  \($0)" })
  }

  private static func entries(_ node: Node) -> [Node.Entry] {
    guard case .mapping(let entries) = node.content else { return [] }
    return entries
  }

  /// The network that ports are published on where all others of a service are internal, on which
  /// Docker publishes none (compose specification, "internal").
  private static let reachable = "reached-from-outside"

  private static func services(
    _ whole: Node, _ staying: Set<String>, _ peers: [Peer], _ inside: Set<String>
  ) -> [(String, Node?)] {
    entries(whole.value("services") ?? whole).filter { staying.contains($0.key) }.map { entry in
      let own = peers.filter { $0.name == entry.key }
      return (entry.key, service(entry.value, staying, own, inside))
    }
  }

  /// A service without what it says of those that move, and with the ports that they connect to.
  private static func service(
    _ node: Node, _ staying: Set<String>, _ peers: [Peer], _ inside: Set<String>
  ) -> Node {
    var result: [Node.Entry] = entries(node).compactMap { entry in
      switch entry.key {
      case "depends_on":
        let rest = entries(entry.value).filter { staying.contains($0.key) }
        return rest.isEmpty
          ? nil : Node.Entry(key: entry.key, line: 0, value: Node(.mapping(rest), line: 0))
      case "links", "volumes_from":
        guard case .sequence(let elements) = entry.value.content else { return nil }
        let rest = elements.filter { element in
          guard case .scalar(let scalar) = element.content else { return false }
          return staying.contains(String(scalar.text.prefix { $0 != ":" }))
        }
        return rest.isEmpty ? nil : Node.Entry(key: entry.key, line: 0, value: .list(rest))
      case "network_mode", "pid", "ipc":
        guard case .scalar(let scalar) = entry.value.content, scalar.text.hasPrefix("service:")
        else { return entry }
        return staying.contains(String(scalar.text.dropFirst(8))) ? entry : nil
      case "profiles", "extends": return nil
      default: return entry
      }
    }
    for port in peers.compactMap(\.port) where !publishes(port, result) {
      let added = Node.text("${PRIVATE_ADDRESS:-127.0.0.1}:\(port):\(port)")
      if let place = result.firstIndex(where: { $0.key == "ports" }),
        case .sequence(let ports) = result[place].value.content
      {
        result[place] = Node.Entry(key: "ports", line: 0, value: .list(ports + [added]))
      } else {
        result.append(Node.Entry(key: "ports", line: 0, value: .list([added])))
      }
    }
    if !peers.isEmpty { makeReachable(&result, inside) }
    return Node(.mapping(result), line: 0)
  }

  private static func makeReachable(_ service: inout [Node.Entry], _ inside: Set<String>) {
    guard !service.contains(where: { $0.key == "network_mode" }) else { return }
    let place = service.firstIndex { $0.key == "networks" }
    let own = place.map { entries(service[$0].value) } ?? []
    let names = own.isEmpty ? ["default"] : own.map(\.key)
    guard names.allSatisfy(inside.contains) else { return }
    let kept =
      own.isEmpty ? [("default", Node?.some(.mapping([])))] : own.map { ($0.key, $0.value) }
    let entry = Node.Entry(
      key: "networks", line: 0, value: .mapping(kept + [(reachable, .mapping([]))]))
    if let place { service[place] = entry } else { service.append(entry) }
  }

  private static func publishes(_ port: Int, _ service: [Node.Entry]) -> Bool {
    guard let ports = service.first(where: { $0.key == "ports" })?.value,
      case .sequence(let elements) = ports.content
    else { return false }
    return elements.contains { element in
      switch element.content {
      case .scalar(let scalar):
        let target = scalar.text.split(separator: "/").first ?? ""
        return target.hasSuffix(":\(port)")
      default:
        guard case .scalar(let target)? = element.value("target")?.content else { return false }
        return target.text == String(port) && element.value("published") != nil
      }
    }
  }

  /// Names of volumes, networks, secrets and configs that services use.
  private static func used(_ services: [(String, Node?)]) -> [String: Set<String>] {
    var used: [String: Set<String>] = [:]
    for service in services.compactMap(\.1) {
      for section in ["volumes", "networks", "secrets", "configs"] {
        guard let node = service.value(section) else { continue }
        used[section, default: []].formUnion(names(node))
      }
      if let secrets = service.value("build")?.value("secrets") {
        used["secrets", default: []].formUnion(names(secrets))
      }
    }
    return used
  }

  private static func names(_ node: Node) -> [String] {
    switch node.content {
    // A name that a variable gives may be any: the empty name stands for all.
    case .scalar(let scalar):
      return [scalar.text.hasPrefix("$") ? "" : String(scalar.text.prefix { $0 != ":" })]
    case .mapping(let entries):
      if case .scalar(let source)? = node.value("source")?.content { return [source.text] }
      return entries.map(\.key)
    case .sequence(let elements): return elements.flatMap(names)
    }
  }
}
