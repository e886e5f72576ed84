import Units

/// Tells the role, the workload and the language of services.
struct ServiceClassification {
  private let roles: ImageRoles
  private let processes: Processes
  private let languages: LanguageImages
  private let commandPorts: CommandPorts
  /// Names of services whose end others wait for.
  private let awaited: Set<String>

  struct Kind {
    let role: ServiceRole
    let reason: RoleReason
    let workload: Workload
    let language: String?
    let usualPort: Int?
    /// Whether the start command is that of a web server.
    let isServer: Bool
  }

  init(_ services: [ComposeService]) throws {
    roles = try ImageRoles()
    processes = try Processes()
    languages = try LanguageImages()
    commandPorts = try CommandPorts()
    awaited = Set(
      services.flatMap(\.dependencies)
        .filter { $0.condition == "service_completed_successfully" }.map(\.service))
  }

  func kind(
    _ compose: ComposeService, _ dockerfile: ServiceDockerfile?, process: [String],
    ports: [ListeningPort], volumes: [InventoriedVolume], packages: [DependencyPackage]
  ) -> Kind {
    let said = processes.kind(of: process)
    let workload = workload(compose, said.workload, ports)
    let (role, reason) = role(compose, dockerfile, workload, volumes)
    let images =
      dockerfile.map { [$0.base] + $0.dockerfile.stages.reversed().map { ImageReference($0.base) } }
      ?? (compose.build == nil ? [compose.image].compactMap { $0 } : [])
    return Kind(
      role: role, reason: reason, workload: workload,
      language: images.lazy.compactMap(languages.language).first ?? Self.language(packages)
        ?? said.language,
      usualPort: (compose.build == nil ? compose.image : dockerfile?.base)
        .flatMap(roles.entry)?.port, isServer: said.workload == .web)
  }

  /// The ports that a process is told by its command and that no file states otherwise.
  func ports(
    of process: (words: [String], evidence: Evidence?), _ environment: [InventoriedVariable],
    besides stated: [ListeningPort]
  ) -> [ListeningPort] {
    guard let evidence = process.evidence else { return [] }
    return commandPorts.ports(of: processes.commands(of: process.words), environment)
      .filter { port in !stated.contains { $0.target == port...port && $0.transport == "tcp" } }
      .map {
        ListeningPort(
          target: $0...$0, transport: "tcp", published: nil, hostAddress: nil, origin: .command,
          evidence: evidence)
      }
  }

  private func workload(
    _ compose: ComposeService, _ said: Workload?, _ ports: [ListeningPort]
  ) -> Workload {
    if awaited.contains(compose.name) { return .oneShot }
    if let said, said != .unknown { return said }
    return ports.contains { $0.transport == "tcp" } ? .web : .unknown
  }

  private static func language(_ packages: [DependencyPackage]) -> String? {
    switch packages.first?.ecosystem {
    case .npm: return "javascript"
    case .pypi: return "python"
    case .go: return "go"
    case .rubygems: return "ruby"
    case .composer: return "php"
    case .cargo: return "rust"
    case nil: return nil
    }
  }

  // MARK: Role

  private func role(
    _ compose: ComposeService, _ dockerfile: ServiceDockerfile?, _ workload: Workload,
    _ volumes: [InventoriedVolume]
  ) -> (ServiceRole, RoleReason) {
    // A base that is an argument tells nothing, but the name of the image may.
    let base = dockerfile?.base.repository.contains("$") == true ? compose.image : dockerfile?.base
    if let image = compose.build == nil ? compose.image : base, let entry = roles.entry(for: image)
    {
      if let role = role(entry, compose, dockerfile, workload, volumes) {
        guard role == entry.role else { return (role, .command(image: image.name)) }
        return (
          role,
          compose.build == nil
            ? .image(image.name, product: entry.name)
            : .baseImage(image.name, product: entry.name)
        )
      }
    }
    if compose.build == nil {
      for volume in volumes {
        if let entry = roles.entry(keepingDataIn: volume.target) {
          return (entry.role, .dataFolder(volume.target, product: entry.name))
        }
      }
    }
    if workload == .idle { return (.other, .isOpenForWork) }
    if workload == .oneShot || workload == .scheduler {
      return (.job, workload == .oneShot ? .runsOnce : .runsByTheClock)
    }
    return (.application, compose.build == nil ? .isImageOfOthers : .isBuiltHere)
  }

  /// The role of a service by its image; nil where the image does not tell.
  private func role(
    _ entry: ImageRoles.Entry, _ compose: ComposeService, _ dockerfile: ServiceDockerfile?,
    _ workload: Workload, _ volumes: [InventoriedVolume]
  ) -> ServiceRole? {
    let isServing = !compose.ports.isEmpty || !volumes.filter { $0.kind == .volume }.isEmpty
    if workload == .oneShot, !isServing, entry.role != .job { return .job }
    guard entry.role == .proxy else { return entry.role }
    if let dockerfile { return Self.servesFiles(dockerfile) ? nil : .proxy }
    return volumes.contains { Self.isSite($0.target) } && compose.dependencies.isEmpty
      ? nil : .proxy
  }

  /// Whether a web server's image is filled with a site of its own.
  private static func servesFiles(_ dockerfile: ServiceDockerfile) -> Bool {
    dockerfile.chain.flatMap(\.instructions).contains { instruction in
      guard instruction.keyword == "COPY" || instruction.keyword == "ADD" else { return false }
      return instruction.flag("from") != nil
        || isSite(ShellWords.split(instruction.arguments).last ?? "")
    }
  }

  private static func isSite(_ target: String) -> Bool {
    ["/usr/share/nginx", "/var/www", "/usr/local/apache2/htdocs", "/srv", "/usr/share/caddy"]
      .contains { target == $0 || target.hasPrefix($0 + "/") }
  }
}

/// What images for programs of a language are called: the table `languages.csv`.
struct LanguageImages {
  private var exact: [String: String] = [:]
  private var patterns: [(pattern: GlobPattern, language: String)] = []

  init() throws {
    for row in try DataFile.table("languages.csv", columns: ["image", "language"]).rows {
      let image = try row["image"].string()
      let language = try row["language"].string()
      let pattern = GlobPattern(image)
      if pattern.isExact { exact[image] = language } else { patterns.append((pattern, language)) }
    }
  }

  func language(of image: ImageReference) -> String? {
    let repository = image.repository.lowercased()
    return exact[repository] ?? exact[image.name.lowercased()]
      ?? patterns.first { $0.pattern.describes(repository) }?.language
  }
}
