import Artifacts
import Inventory

/// How a service that moves is reached: its port, who may call it, and what its image lacks.
struct Serving {
  let checklist: Checklist

  private var services: [InventoriedService] { checklist.inventory.services }

  // MARK: Ports

  enum Port {
    case known(Int)
    /// Several, and nothing tells which answers requests.
    case ambiguous([Int])
    case unknown
  }

  /// The one port that answers requests: of those that compose publishes, that others name, that
  /// compose and then the image expose, and that the command tells, the first kind that there is.
  func port(of place: Int) -> Port {
    let service = services[place]
    func ports(_ origin: ListeningPort.Origin) -> [Int] {
      service.ports.filter { $0.origin == origin && $0.transport == "tcp" }
        .flatMap { Array($0.target.prefix(100)) }
    }
    let stated = portVariable(service)
    let named = services.flatMap(\.addresses).filter { $0.service == place }.compactMap(\.port)
    let exposed = service.dockerfile?.exposedPorts ?? []
    let told = ports(.command)
    for group in [ports(.ports), named, ports(.expose), exposed, told] {
      let candidates = Set(group).subtracting(checklist.servingWords.debuggerPorts)
      guard !candidates.isEmpty else { continue }
      for narrower in [
        candidates, Set(stated.map { [$0] } ?? []), Set(exposed), Set(named), Set(told),
      ] {
        let rest = candidates.intersection(narrower)
        if rest.count == 1, let port = rest.first { return .known(port) }
      }
      return .ambiguous(candidates.sorted())
    }
    return stated.map { .known($0) } ?? .unknown
  }

  private func portVariable(_ service: InventoriedService) -> Int? {
    service.environment.first { $0.name == "PORT" }.flatMap { $0.value.flatMap { Int($0) } }
  }

  /// The variable that sets a port, with its value for another; nil where none does.
  func variable(setting port: Int, to other: Int, in service: InventoriedService) -> UnitVariable? {
    for variable in service.environment {
      guard let value = variable.value else { continue }
      let name = variable.name.uppercased()
      let isPort = name == "PORT" || name.hasSuffix("_PORT") || name.hasSuffix("_PORTS")
      if isPort, value == "\(port)" {
        return UnitVariable(name: variable.name, value: .literal("\(other)"))
      }
      if checklist.servingWords.isAddress(name), value.hasSuffix(":\(port)") {
        let head = value.dropLast("\(port)".count)
        return UnitVariable(name: variable.name, value: .literal("\(head)\(other)"))
      }
    }
    return nil
  }

  // MARK: Who may call it

  /// Whether clients outside reach it today: it publishes a port beyond internal networks, or a proxy
  /// that does so passes requests to it.
  func isPublic(_ place: Int) -> Bool {
    let service = services[place]
    if publishes(service) { return true }
    let isLabelled =
      ((try? service.compose.definition.optional("labels")?.entries()) ?? nil)?.contains {
        $0.key.hasPrefix("traefik.http.") || $0.key.hasPrefix("caddy")
      } ?? false
    return services.indices.contains { other in
      guard services[other].role == .proxy, publishes(services[other]) else { return false }
      let named = passes(other)
      if named.contains(place) || isLabelled { return true }
      return named.isEmpty && !networks(of: service).isDisjoint(with: networks(of: services[other]))
        && !networks(of: service).isSubset(of: internalNetworks)
    }
  }

  /// The applications that a proxy names or waits for.
  private func passes(_ proxy: Int) -> Set<Int> {
    let waited = services[proxy].compose.dependencies.compactMap { dependency in
      services.firstIndex { $0.name == dependency.service }
    }
    return Set(services[proxy].addresses.map(\.service) + waited)
  }

  private func publishes(_ service: InventoriedService) -> Bool {
    service.ports.contains { $0.origin == .ports && $0.transport == "tcp" }
      && !networks(of: service).isSubset(of: internalNetworks)
  }

  private func networks(of service: InventoriedService) -> Set<String> {
    let names = ((try? service.compose.definition.optional("networks")?.entries()) ?? nil) ?? []
    return names.isEmpty ? ["default"] : Set(names.map(\.key))
  }

  private var internalNetworks: Set<String> {
    Set(checklist.inventory.project.internalNetworks)
  }

  // MARK: Images

  /// Whether compose starts a program as its developer wants it.
  func isForDevelopment(_ command: [String]?) -> Bool {
    command?.contains(where: checklist.servingWords.isOfDevelopment) ?? false
  }

  /// Whether the stage that compose builds is meant for development.
  func isDevelopmentStage(_ service: InventoriedService) -> Bool {
    guard let built = service.dockerfile else { return false }
    return built.chain[0].name.map(checklist.servingWords.isDevelopmentStage) ?? false
      || (hasMountedSource(service) && !built.hasCode)
  }

  func hasMountedSource(_ service: InventoriedService) -> Bool {
    service.volumes.contains { $0.isSource && $0.kind == .bind }
  }

  /// Volumes that must outlive the container.
  func persistent(_ service: InventoriedService) -> [InventoriedVolume] {
    service.volumes.filter { volume in
      !volume.isReadOnly && !volume.isFile && !volume.isSource && !volume.target.hasPrefix("/etc/")
        && volume.kind != .tmpfs && volume.kind != .other
    }
  }

  /// What is mounted besides: files and folders of the project that no image has.
  func mountedFiles(_ service: InventoriedService) -> [InventoriedVolume] {
    let kept = Set(persistent(service).map(\.target))
    return service.volumes.filter {
      $0.kind == .bind && !$0.isSource && !kept.contains($0.target)
    }
  }
}
