import Artifacts
import Documents
import Inventory
import Rules
import Units

/// Turns a checklist into what is deployed and what stays.
public struct DeploymentPlan {
  private let checklist: Checklist
  private let paths: ArtifactPaths
  private let composition: Node?
  private let redaction: Redaction

  /// - Parameters:
  ///   - composition: the compose files with variables as they are written; nil where they cannot be
  ///     read so.
  public init(_ checklist: Checklist, paths: ArtifactPaths, composition: Node?) {
    self.checklist = checklist
    self.paths = paths
    self.composition = composition
    redaction = checklist.redaction
  }

  public var deployment: Deployment {
    let placements = checklist.placements
    let services = checklist.inventory.services
    let moving = services.indices.filter { placements[$0].movesAsCode }
    let omitted = moving.compactMap { place in
      obstacle(place).map { OmittedArtifact(service: services[place].name, reason: $0) }
    }
    let without = Set(omitted.map(\.service))
    let written = moving.filter { !without.contains(services[$0].name) }
    let staying = services.indices.filter { staysForNow($0) }.map { services[$0].name }
    var hybrid = HybridSecrets(redaction)
    let carried = composition.map { hybrid.carried($0, staying: Set(staying)) }
    return Deployment(
      project: checklist.inventory.project.files.first ?? "",
      functions: written.filter { form(of: $0) == .lambdaFunction }.compactMap(function),
      containers: written.compactMap { place in
        form(of: place).flatMap { $0 == .lambdaFunction ? nil : container(place, $0) }
      },
      staying: staying, peers: peers, composition: carried,
      stayingSecrets: hybrid.variables.all, projectPath: paths.project, omitted: omitted,
      mountedFiles: written.flatMap { place in
        serving.mountedFiles(services[place]).map {
          MountedFile(
            service: services[place].name, source: $0.source ?? "", target: $0.target)
        }
      },
      unmountedSecrets: written.flatMap { place in
        SecretFiles(services[place], form: form(of: place)).unmounted
      },
      managed: services.indices.filter {
        placements[$0].kind == .managedService && services[$0].role == .database
      }.map { services[$0].name })
  }

  private var serving: Serving { Serving(checklist: checklist) }

  /// Whether it runs in Docker until it is decided, or can be deployed.
  private func staysForNow(_ place: Int) -> Bool {
    let placement = checklist.placements[place]
    return !placement.moves
      || (placement.movesAsCode && form(of: place) != nil && obstacle(place) != nil)
  }

  // MARK: What cannot work

  /// The port that a function's server is made to listen on where its own is one that Lambda's user
  /// may not open.
  private static let openPort = 8_080

  /// Why nothing is written for a service that moves; nil where something is.
  private func obstacle(_ place: Int) -> String? {
    let service = checklist.inventory.services[place]
    guard let form = form(of: place) else {
      return "there is no form of artefact for \(checklist.placements[place].target ?? "it")"
    }
    if let reason = volumeObstacle(service, form) { return reason }
    guard form == .lambdaFunction else {
      guard form != .ecsTask, trigger(service) == .http, servedPort(place) == nil else {
        return nil
      }
      return portObstacle(place)
    }
    guard source(of: service) != nil else { return "its Dockerfile was not read" }
    if service.isBuilt, serving.hasMountedSource(service), !builtStage(of: service).hasCode {
      return "its image has no code of its own, which is mounted for development"
    }
    guard trigger(service) == .http, !(service.dockerfile?.hasLambdaAdapter ?? false) else {
      return nil
    }
    guard let port = servedPort(place) else { return portObstacle(place) }
    guard port >= 1_024 || portVariable(place) != nil else {
      return "it listens on port \(port), which Lambda's user may not open (below 1024), and no "
        + "variable of its files sets the port"
    }
    return nil
  }

  private func portObstacle(_ place: Int) -> String {
    guard case .ambiguous(let ports) = serving.port(of: place) else {
      return "its files do not tell the port that it answers HTTP on"
    }
    return "it listens on several ports (\(ports.map(String.init).joined(separator: ", "))), and "
      + "nothing tells which answers HTTP"
  }

  private func volumeObstacle(
    _ service: InventoriedService, _ form: DeploymentForm
  ) -> String? {
    let volumes = serving.persistent(service)
    guard let first = volumes.first else { return nil }
    let targets = volumes.map(\.target).joined(separator: ", ")
    guard form == .ecsTask else {
      return
        "it keeps data in \(targets), which would be lost there: move that to object storage or "
        + "a database first, or run it on a container with a file system"
    }
    let shared = checklist.inventory.services.indices.first { other in
      checklist.inventory.services[other].name != service.name
        && !checklist.placements[other].moves
        && checklist.inventory.services[other].volumes.contains { volume in
          volume.kind == .volume && volumes.contains { $0.source == volume.source }
        }
    }
    return shared.map {
      "it shares \(first.source ?? first.target) with "
        + "\(checklist.inventory.services[$0].name), which stays"
    }
  }

  private func servedPort(_ place: Int) -> Int? {
    guard case .known(let port) = serving.port(of: place) else { return nil }
    return port
  }

  /// The variable that moves a server from a port below 1024; nil where there is none.
  private func portVariable(_ place: Int) -> UnitVariable? {
    guard let port = servedPort(place), port < 1_024 else { return nil }
    return serving.variable(
      setting: port, to: Self.openPort, in: checklist.inventory.services[place])
  }

  /// The stage that is deployed: that of compose, or the last where that one is for development.
  private func builtStage(of service: InventoriedService) -> ServiceDockerfile {
    guard let built = service.dockerfile else { preconditionFailure("read before") }
    return serving.isDevelopmentStage(service)
      ? ServiceDockerfile(built.dockerfile, target: nil) : built
  }

  private func form(of place: Int) -> DeploymentForm? {
    checklist.placements[place].target.flatMap(checklist.targets.target)?.form
  }

  // MARK: Units

  private func function(_ place: Int) -> FunctionUnit? {
    let service = checklist.inventory.services[place]
    guard let source = source(of: service) else { return nil }
    let trigger = trigger(service)
    let isDeveloping =
      serving.isDevelopmentStage(service) || serving.isForDevelopment(service.compose.command)
    let moved = portVariable(place)
    let environment =
      environment(place).filter { $0.name != moved?.name } + (moved.map { [$0] } ?? [])
    let process = CarriedProcess(service, redaction, names: Set(environment.map(\.name)))
    return FunctionUnit(
      name: service.name, source: source, language: service.language,
      entrypoint: isDeveloping ? nil : process.entrypoint,
      command: isDeveloping ? nil : process.command,
      port: moved == nil ? servedPort(place) : Self.openPort, trigger: trigger,
      memory: memory(place, atMost: 10_240), timeout: timeout(place, trigger),
      environment: environment + (isDeveloping ? [] : process.variables),
      reservedConcurrency: reservedConcurrency(place), peers: peers(of: place),
      callees: callees(of: place),
      isReady: service.dockerfile?.hasLambdaAdapter ?? false, isPublic: serving.isPublic(place))
  }

  private func source(of service: InventoriedService) -> ImageSource? {
    guard service.isBuilt else {
      return ((try? service.compose.definition.optional("image")?.scalarText) ?? nil)
        .map { .image($0) }
    }
    guard service.dockerfile != nil, let context = service.buildFolder,
      let text = checklist.inventory.text(of: builtStage(of: service).dockerfile.file)
    else { return nil }
    let dockerfile = builtStage(of: service)
    let stages = dockerfile.dockerfile.stages
    let last = dockerfile.chain[0].line == stages[stages.count - 1].line
    let name =
      dockerfile.chain[0].name
      ?? stages.firstIndex { $0.line == dockerfile.chain[0].line }.map(String.init)
    return .dockerfile(
      text: CarriedDockerfile(text, dockerfile.dockerfile, redaction).text,
      stage: last ? nil : name, context: paths.from(context),
      artifacts: paths.back(to: context))
  }

  private func trigger(_ service: InventoriedService) -> Trigger {
    switch service.workload {
    case .worker: return .queue
    case .scheduler: return .schedule
    case .oneShot: return .deployment
    case .web, .idle: return .http
    case .unknown: return service.tcpPorts.isEmpty ? .queue : .http
    }
  }

  private func container(_ place: Int, _ form: DeploymentForm) -> ContainerUnit {
    let service = checklist.inventory.services[place]
    let image =
      service.isBuilt
      ? nil : (try? service.compose.definition.optional("image")?.scalarText) ?? nil
    let size = containerSize(place)
    let environment = environment(place)
    let process = CarriedProcess(service, redaction, names: Set(environment.map(\.name)))
    return ContainerUnit(
      name: service.name, form: form, trigger: trigger(service), image: image,
      command: process.command, entrypoint: process.entrypoint,
      port: servedPort(place) ?? (form == .ecsTask ? service.tcpPorts.first : nil),
      milliVcpu: size.milliVcpu, memory: size.memory,
      environment: environment + process.variables,
      peers: peers(of: place), isPublic: serving.isPublic(place),
      volumes: serving.persistent(service).map {
        UnitVolume(name: $0.source ?? "\(service.name): \($0.target)", target: $0.target)
      },
      callees: callees(of: place), isGRPC: service.speaks.isGRPC,
      isCalledFromDocker: connections.contains { $0.callee == place && staysForNow($0.caller) },
      secretFiles: SecretFiles(service, form: form).mounted)
  }

  /// The smallest size that the target sells with the memory; one vCPU where it sells any.
  private func containerSize(_ place: Int) -> (milliVcpu: Int, memory: Int) {
    let memory = memory(place, atMost: 30_720)
    let sizes = checklist.placements[place].target.flatMap(checklist.targets.target)?.sizes ?? []
    let fitting = sizes.filter { $0.memory >= memory }
      .min { ($0.memory, $0.milliVcpu) < ($1.memory, $1.milliVcpu) }
    return fitting.map { (Int($0.milliVcpu), Int($0.memory)) } ?? (1_000, memory)
  }

  // MARK: Figures

  /// MB: what the trace shows, else what compose allows, else 512.
  private func memory(_ place: Int, atMost maximum: Int) -> Int {
    let declared = checklist.inventory.services[place].compose.resources.memoryLimit
      .map { Int($0 >> 20) }
    let measured = checklist.traffic?.largestMemory(of: place)
    return min(maximum, max(128, measured ?? declared ?? 512))
  }

  /// Seconds: twice the longest request of the trace, within what the trigger takes; 30 for a server
  /// and 60 for what works in the background where there is no trace.
  private func timeout(_ place: Int, _ trigger: Trigger) -> Int {
    let usual = trigger == .http ? 30 : 60
    guard let longest = checklist.traffic?.longestDuration(of: place) else { return usual }
    return min(900, max(usual, Int(roundedUp(longest * 2, over: 1_000_000))))
  }

  /// 1.3 times the most requests at once of the trace; nil without one, or where nothing that stays
  /// has to be spared.
  private func reservedConcurrency(_ place: Int) -> Int? {
    guard !peers(of: place).isEmpty, let peak = checklist.traffic?.peakConcurrency(of: place)
    else { return nil }
    return max(1, Int(roundedUp(Int64(peak) * 13, over: 10)))
  }

  // MARK: Environment and peers

  private func environment(_ place: Int) -> [UnitVariable] {
    let service = checklist.inventory.services[place]
    let addresses = Set(service.addresses.compactMap(\.variable))
    // What the image sets comes with it, but for secrets, which are left out of the new one.
    let own = service.environment.filter { variable in
      (variable.evidence.file != service.dockerfile?.dockerfile.file
        || (variable.value?.isEmpty == false && redaction.isSecret(variable)))
        && !isReserved(variable.name, place)
    }.map { variable in
      let value: UnitVariable.Value
      if redaction.isSecret(variable) {
        value = .secret
      } else if addresses.contains(variable.name) || variable.value == nil {
        value = .parameter
      } else {
        value = variable.isLiteral ? .literal(variable.value ?? "") : .parameter
      }
      return UnitVariable(name: variable.name, value: value)
    }
    let names = Set(own.map(\.name))
    return own
      + SecretFiles(service, form: form(of: place)).variables.filter { !names.contains($0) }.map {
        UnitVariable(name: $0, value: .secret)
      }
  }

  /// Names that the target sets itself and takes from nobody else.
  private func isReserved(_ name: String, _ place: Int) -> Bool {
    switch form(of: place) {
    case .lambdaFunction: return Self.isReservedByLambda(name)
    case .cloudRunService, .knativeService:
      return trigger(checklist.inventory.services[place]) == .http
        && Self.reservedByKnative.contains(name)
    case .ecsTask, nil: return false
    }
  }

  /// Knative, "Runtime contract"; Cloud Run, "Container runtime contract": set for servers, refused
  /// in manifests.
  private static let reservedByKnative = ["PORT", "K_SERVICE", "K_CONFIGURATION", "K_REVISION"]

  /// AWS Lambda documentation, "Reserved environment variables".
  private static func isReservedByLambda(_ name: String) -> Bool {
    [
      "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV",
      "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
      "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR",
    ].contains(name) || name.hasPrefix("AWS_LAMBDA_")
  }

  private func peers(of place: Int) -> [Peer] {
    peers.filter { $0.callers.contains(checklist.inventory.services[place].name) }
  }

  private var peers: [Peer] {
    let services = checklist.inventory.services
    let calls = connections.filter {
      !staysForNow($0.caller) && checklist.placements[$0.caller].movesAsCode
        && staysForNow($0.callee)
    }
    return calls.map(\.callee).uniqued().sorted().flatMap { callee in
      let own = calls.filter { $0.callee == callee }
      return own.map(\.port).uniqued().map { port in
        Peer(
          name: services[callee].name, port: port,
          callers: own.filter { $0.port == port }.map { services[$0.caller].name })
      }
    }
  }

  private func callees(of place: Int) -> [Peer] {
    connections.filter { $0.caller == place && !staysForNow($0.callee) }.map {
      Peer(name: checklist.inventory.services[$0.callee].name, port: $0.port, callers: [])
    }
  }

  private var connections: [Connections.Call] { Connections(checklist.inventory).calls }
}
