import Inventory
import Rules
import Units

/// Decides where each service belongs.
struct PlacementPlanner {
  let inventory: ProjectInventory
  /// Those of the providers that the user chose, in the order of preference.
  let targets: [MigrationTargets.Target]
  /// The platform that stands before functions; nil where none does.
  let entry: String?
  /// What the rules say of each service.
  let findings: [[Finding]]
  /// By service; empty where there is no trace.
  let costs: [[ServiceCost]]
  /// What each service costs on instances with Docker that all share.
  let dockerShares: [Int: Money]
  let profile: Profile
  let answers: Answers

  /// In the order of the services.
  func placements() -> [Placement] {
    let placements = inventory.services.indices.map(placement)
    return placements.indices.map { place in
      let service = inventory.services[place]
      guard service.role == .proxy else { return placements[place] }
      return proxyPlacement(service, placements)
    }
  }

  private func placement(_ place: Int) -> Placement {
    let service = inventory.services[place]
    switch service.role {
    case .application, .job: return codePlacement(place)
    case .database where profile == .startUp && entry != nil:
      return Placement(kind: .managedService, target: nil, reason: .managedFromTheStart)
    default:
      return Placement(
        kind: .stayInDocker, target: nil, reason: .role(service.role, service.roleReason))
    }
  }

  /// A proxy goes where what it stands in front of goes.
  private func proxyPlacement(
    _ service: InventoriedService, _ placements: [Placement]
  ) -> Placement {
    let behind =
      service.addresses.map(\.service)
      + service.compose.dependencies.compactMap { dependency in
        inventory.services.firstIndex { $0.name == dependency.service }
      }
    let isBlocked = findings[place(of: service)].contains { $0.worst == .blocker }
    let served = behind.isEmpty ? Array(placements.indices) : behind
    let moving = served.filter { placements[$0].movesAsCode }
    guard let entry, !isBlocked, !moving.isEmpty, moving.count * 2 >= served.count else {
      return Placement(kind: .stayInDocker, target: nil, reason: .proxyOfWhatStays)
    }
    return Placement(kind: .managedService, target: entry, reason: .replacedProxy(entry: entry))
  }

  private func place(of service: InventoriedService) -> Int {
    inventory.services.firstIndex { $0.name == service.name } ?? 0
  }

  // MARK: Code

  private func codePlacement(_ place: Int) -> Placement {
    let service = inventory.services[place]
    let preferred = preference(for: service)
    let blocked = preferred.compactMap { target in
      blocker(of: target.id, for: place).map {
        Placement.Reason.Blocked(target: target.id, rule: $0)
      }
    }
    var open = preferred.filter { target in !blocked.contains { $0.target == target.id } }
    if service.role == .application, service.workload != .worker {
      let taking = open.filter { takes($0, service) }
      if let unknown = unknownPlacement(place, open, taking) { return unknown }
      open = taking
    }
    guard let first = open.first else {
      return Placement(kind: .stayInDocker, target: nil, reason: .blockedEverywhere(blocked))
    }
    if let byCost = placementByCost(place, open) { return byCost }
    let reason: Placement.Reason
    if !service.isBuilt {
      reason = .anyImage(target: first.id)
    } else if service.workload == .oneShot {
      reason = .deploymentStep(target: first.id)
    } else if Self.isWithoutTrigger(service) {
      reason = .noPort(target: first.id)
    } else {
      let before = preferred.prefix { $0.id != first.id }.map(\.id)
      let reasons = blocked.filter { before.contains($0.target) }
      reason =
        reasons.isEmpty ? .fits(target: first.id) : .fitsAfter(blocked: reasons, target: first.id)
    }
    return Placement(kind: kind(of: service, on: first), target: first.id, reason: reason)
  }

  /// Whether a target passes on what a service speaks, as far as files and answers tell.
  private func takes(_ target: MigrationTargets.Target, _ service: InventoriedService) -> Bool {
    guard !runsOnNoLinux(service) else { return false }
    guard let protocols = target.takes else { return true }
    if service.dockerfile?.hasLambdaAdapter == true { return protocols.contains("http") }
    let given = answers.answers(of: service.name)
    if given["http"] == .flag(true) { return protocols.contains("http") }
    let others = others(service)
    guard protocols.isSuperset(of: others), !service.speaks.isCutShort else { return false }
    let answersHTTP = given["http"] == nil && !service.speaks.http.isEmpty
    // What nothing calls needs no protocol, and no function either.
    let isUncalled = Self.isWithoutTrigger(service) && !target.isFunction
    return answersHTTP || isUncalled || !others.isDisjoint(with: ServiceProtocol.served)
  }

  /// What a service speaks or does besides plain HTTP, without what answers deny.
  private func others(_ service: InventoriedService) -> Set<String> {
    let given = answers.answers(of: service.name)
    return Set(service.speaks.others.map(\.name)).filter { name in
      switch name {
      case "WebSocket": return given["websocket"] != .flag(false)
      case "background work": return given["backgroundWork"] != .flag(false)
      default: return true
      }
    }
  }

  private func runsOnNoLinux(_ service: InventoriedService) -> Bool {
    service.speaks.others.contains { ServiceProtocol.systems.contains($0.name) }
  }

  /// nil where the first choice, or another for what cannot be changed or is answered, takes it; also
  /// where Docker is cheaper anyway.
  private func unknownPlacement(
    _ place: Int, _ open: [MigrationTargets.Target], _ taking: [MigrationTargets.Target]
  ) -> Placement? {
    let service = inventory.services[place]
    guard let first = open.first, first.id != taking.first?.id || runsOnNoLinux(service) else {
      return nil
    }
    let isAnswered = answers.answers(of: service.name)["http"] != nil
    guard taking.isEmpty || (service.isBuilt && !isAnswered) else { return nil }
    if let byCost = placementByCost(place, open), byCost.kind == .stayInDocker { return byCost }
    return Placement(
      kind: .unknown, target: nil, reason: .notKnownToSpeak(service.speaks, target: first.id))
  }

  /// Targets in the order in which they suit a service: an image of others, a job that runs once and
  /// what nothing calls want a container.
  private func preference(for service: InventoriedService) -> [MigrationTargets.Target] {
    guard
      !service.isBuilt || service.workload == .oneShot || Self.isWithoutTrigger(service)
    else { return targets }
    return targets.filter { $0.kind == .serverlessContainer }
      + targets.filter { $0.kind != .serverlessContainer }
  }

  private static func isWithoutTrigger(_ service: InventoriedService) -> Bool {
    service.workload == .unknown && service.tcpPorts.isEmpty
  }

  private func blocker(of target: String, for place: Int) -> String? {
    findings[place].first { $0.verdict(for: target) == .blocker }?.rule.id
  }

  /// The cheapest target that meets the objective, or Docker where that costs a tenth less; nil
  /// where costs do not tell.
  private func placementByCost(
    _ place: Int, _ open: [MigrationTargets.Target]
  ) -> Placement? {
    let service = inventory.services[place]
    guard service.role == .application else { return nil }
    let possible = costs[place].filter { cost in open.contains { $0.id == cost.platform } }
    let meeting = possible.filter(\.meetsObjective)
    let candidates = (meeting.isEmpty ? possible : meeting).sorted {
      ($0.monthly, $0.platform) < ($1.monthly, $1.platform)
    }
    guard let best = candidates.first, let target = open.first(where: { $0.id == best.platform })
    else { return nil }
    if let docker = dockerShares[place], let limit = docker.times(11, over: 10),
      best.monthly > limit
    {
      return Placement(
        kind: .stayInDocker, target: nil,
        reason: .cheaperInDocker(cost: docker, target: best.platform, targetCost: best.monthly))
    }
    guard possible.contains(where: { $0.platform != best.platform }) else { return nil }
    let other = candidates.first { $0.platform != best.platform }
    return Placement(
      kind: kind(of: service, on: target), target: target.id, isWarm: best.isWarm,
      reason: other.map {
        .cheapest(
          target: best.platform, cost: best.monthly, other: $0.platform, otherCost: $0.monthly)
      } ?? .onlyOne(target: best.platform, cost: best.monthly))
  }

  private func kind(
    of service: InventoriedService, on target: MigrationTargets.Target
  ) -> Placement.Kind {
    switch service.workload {
    case .scheduler, .oneShot: return .scheduledJob
    case .worker: return .queueConsumer
    case .web, .idle, .unknown: return target.kind
    }
  }
}
