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
    return Deployment(
      project: checklist.inventory.project.files.first ?? "",
      functions: moving.filter { form(of: $0) == .lambdaFunction }.compactMap(function),
      containers: moving.compactMap { place in
        form(of: place).flatMap { $0 == .lambdaFunction ? nil : container(place, $0) }
      },
      staying: services.indices.filter { placements[$0].kind == .stayInDocker }
        .map { services[$0].name },
      peers: peers, composition: composition, projectPath: paths.project)
  }

  private func form(of place: Int) -> DeploymentForm? {
    checklist.placements[place].target.flatMap(checklist.targets.target)?.form
  }

  // MARK: Units

  private func function(_ place: Int) -> FunctionUnit? {
    let service = checklist.inventory.services[place]
    guard let source = source(of: service) else { return nil }
    let trigger = trigger(service)
    return FunctionUnit(
      name: service.name, source: source, language: service.language,
      entrypoint: service.compose.entrypoint, command: service.compose.command,
      port: service.tcpPorts.first, trigger: trigger, memory: memory(place, atMost: 10_240),
      timeout: timeout(place, trigger), environment: environment(place),
      reservedConcurrency: reservedConcurrency(place), peers: peers(of: place),
      isReady: service.dockerfile?.hasLambdaAdapter ?? false)
  }

  private func source(of service: InventoriedService) -> ImageSource? {
    guard service.isBuilt else {
      return ((try? service.compose.definition.optional("image")?.scalarText) ?? nil)
        .map { .image($0) }
    }
    guard let dockerfile = service.dockerfile, let context = service.buildFolder,
      let text = checklist.inventory.text(of: dockerfile.dockerfile.file)
    else { return nil }
    let stages = dockerfile.dockerfile.stages
    let last = dockerfile.chain[0].line == stages[stages.count - 1].line
    let name =
      dockerfile.chain[0].name
      ?? stages.firstIndex { $0.line == dockerfile.chain[0].line }.map(String.init)
    return .dockerfile(
      text: text, stage: last ? nil : name, context: paths.from(context),
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
    return ContainerUnit(
      name: service.name, form: form, trigger: trigger(service), image: image,
      command: service.compose.command, entrypoint: service.compose.entrypoint,
      port: service.tcpPorts.first, milliVcpu: size.milliVcpu, memory: size.memory,
      environment: environment(place), peers: peers(of: place))
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
    // What the image sets comes with it.
    return service.environment.filter { variable in
      variable.evidence.file != service.dockerfile?.dockerfile.file
        && !Self.isReserved(variable.name)
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
  }

  /// Names that Lambda sets itself (AWS Lambda documentation, "Reserved environment variables").
  private static func isReserved(_ name: String) -> Bool {
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
    let placements = checklist.placements
    let calls = Connections(checklist.inventory).calls.filter {
      placements[$0.caller].movesAsCode && placements[$0.callee].kind == .stayInDocker
    }
    return Set(calls.map(\.callee)).sorted().map { callee in
      let own = calls.filter { $0.callee == callee }
      return Peer(
        name: services[callee].name, port: own.compactMap(\.port).first,
        callers: own.map { services[$0.caller].name })
    }
  }
}

/// Where artefacts are written, seen from the project and back.
public struct ArtifactPaths: Sendable {
  /// Absolute folders without links.
  private let artifacts: [Substring]
  private let projectFolder: String
  /// The folder that the program runs in.
  private let current: String

  /// - Parameters: absolute paths without `.` and `..`.
  public init(artifacts: String, project: String, current: String) {
    self.artifacts = artifacts.split(separator: "/")
    projectFolder = project
    self.current = current
  }

  /// The project's folder, seen from the artefacts'.
  var project: String { Self.relative(from: artifacts, to: parts(projectFolder)) }

  /// A folder, seen from the artefacts'.
  func from(_ folder: String) -> String { Self.relative(from: artifacts, to: parts(folder)) }

  /// The folder of the artefacts, seen from another.
  func back(to folder: String) -> String { Self.relative(from: parts(folder), to: artifacts) }

  private func parts(_ path: String) -> [Substring] {
    var result: [Substring] = []
    for part in (path.hasPrefix("/") ? path : current + "/" + path).split(separator: "/") {
      if part == ".." { _ = result.popLast() } else if part != "." { result.append(part) }
    }
    return result
  }

  private static func relative(from: [Substring], to: [Substring]) -> String {
    let shared = zip(from, to).prefix { $0 == $1 }.count
    let up = Array(repeating: "..", count: from.count - shared)
    let path = up + to.dropFirst(shared).map(String.init)
    return path.isEmpty ? "." : path.joined(separator: "/")
  }
}
