import Documents
import Units

/// Finds out about the services of a project, each file read once.
struct ServiceReader {
  private let project: ComposeProject
  private let folder: ProjectFolder
  private let directory: String
  private let paths: Set<String>
  private let hosts: HostNames
  private let classification: ServiceClassification
  private let manifests: Manifests
  private var dockerfiles: [String: Dockerfile?] = [:]
  private var environmentFiles: [String: EnvironmentFile?] = [:]
  private var manifestsRead: [String: Manifests.Result] = [:]
  private(set) var problems: [InventoryProblem] = []
  private(set) var sources: [String: SourceText] = [:]

  init(
    _ project: ComposeProject, folder: ProjectFolder, _ directory: String, _ paths: [String]
  ) throws {
    self.project = project
    self.folder = folder
    self.directory = directory
    self.paths = Set(paths)
    hosts = HostNames(project.services)
    classification = try ServiceClassification(project.services)
    manifests = Manifests(folder: folder)
  }

  mutating func services() throws -> [InventoriedService] {
    for file in project.files where sources[file] == nil {
      sources[file] = SourceText(try folder.read(file))
    }
    let places = Dictionary(
      uniqueKeysWithValues: project.services.enumerated().map { ($0.element.name, $0.offset) })
    var services: [InventoriedService] = []
    var dependants = project.services.map { _ in Set<Int>() }
    for (place, compose) in project.services.enumerated() {
      let service = try inventoried(compose, place)
      for name in compose.dependencies.map(\.service) {
        if let other = places[name], other != place { dependants[other].insert(place) }
      }
      for address in service.addresses { dependants[address.service].insert(place) }
      services.append(service)
    }
    for place in services.indices { services[place].dependants = dependants[place].count }
    return services
  }

  private mutating func inventoried(
    _ compose: ComposeService, _ place: Int
  ) throws -> InventoriedService {
    let buildFolder = compose.build.map { build in
      FilePath.join(base(of: build.evidence), build.context ?? ".")
    }
    let dockerfile = buildFolder.flatMap { self.dockerfile(compose, in: $0) }
    let process = Self.process(compose, dockerfile)
    let ports = Self.ports(compose, dockerfile)
    let volumes = Self.volumes(compose, dockerfile, buildFolder, directory)
    let environment = try self.environment(compose, dockerfile)
    let manifest = codeFolder(compose, buildFolder).map { listed(in: $0) } ?? Manifests.Result()
    let kind = classification.kind(
      compose, dockerfile, process: process.words, ports: ports, volumes: volumes,
      packages: manifest.packages)
    return InventoriedService(
      compose: compose, role: kind.role, roleReason: kind.reason, workload: kind.workload,
      language: kind.language, usualPort: kind.usualPort, dockerfile: dockerfile,
      process: process.words,
      processEvidence: process.evidence, ports: ports, volumes: volumes, environment: environment,
      addresses: addresses(compose, place, environment, process), dependants: 0,
      packages: manifest.packages, hasManifest: manifest.hasManifest, buildFolder: buildFolder,
      hasDockerignore: buildFolder.map { folder.hasFile(FilePath.join($0, ".dockerignore")) }
        ?? false)
  }

  /// The folder that paths are seen from: the project's, or that of a file that is included or
  /// extended (compose specification, "Include").
  private func base(of evidence: Evidence) -> String {
    paths.contains(evidence.file) ? directory : FilePath.folder(of: evidence.file)
  }

  /// Where the code of a service is: beside its Dockerfile, which may be below the folder that is
  /// sent to the builder.
  private func codeFolder(_ compose: ComposeService, _ buildFolder: String?) -> String? {
    buildFolder.map { folder in
      compose.build?.dockerfile.map { FilePath.folder(of: FilePath.join(folder, $0)) } ?? folder
    }
  }

  // MARK: Files

  private mutating func dockerfile(
    _ compose: ComposeService, in buildFolder: String
  ) -> ServiceDockerfile? {
    guard let build = compose.build, !Self.isRemote(build.context),
      ((try? compose.definition["build"].optional("dockerfile_inline")) ?? nil) == nil
    else { return nil }
    let path = FilePath.join(buildFolder, build.dockerfile ?? "Dockerfile")
    let read: Dockerfile?
    if let known = dockerfiles[path] {
      read = known
    } else {
      read = attempt(path) { bytes in try Dockerfile.read(bytes, file: path) }
      dockerfiles[path] = .some(read)
    }
    return read.map { ServiceDockerfile($0, target: build.target) }
  }

  private static func isRemote(_ context: String?) -> Bool {
    guard let context else { return false }
    return context.contains("://") || context.hasPrefix("git@") || context.hasPrefix("github.com/")
  }

  /// What can be made of a file; nil, and a problem more, where that fails.
  private mutating func attempt<Result>(
    _ path: String, _ read: ([UInt8]) throws -> Result
  ) -> Result? {
    do {
      let bytes = try folder.read(path)
      let result = try read(bytes)
      if result is Dockerfile { sources[path] = SourceText(bytes) }
      return result
    } catch let failure as Failure {
      problems.append(InventoryProblem(file: path, message: failure.message))
    } catch {
      problems.append(InventoryProblem(file: path, message: "\(error)"))
    }
    return nil
  }

  private mutating func listed(in buildFolder: String) -> Manifests.Result {
    if let known = manifestsRead[buildFolder] { return known }
    let result = manifests.read(in: buildFolder)
    manifestsRead[buildFolder] = result
    problems += result.problems
    return result
  }

  // MARK: Environment

  private mutating func environment(
    _ compose: ComposeService, _ dockerfile: ServiceDockerfile?
  ) throws -> [InventoriedVariable] {
    var variables = compose.environment.map { variable in
      InventoriedVariable(
        name: variable.name, value: variable.value, isLiteral: isLiteral(variable),
        evidence: variable.evidence)
    }
    var names = Set(variables.map(\.name))
    let fromFiles = try Self.environmentFiles(of: compose).flatMap { entry in
      file(FilePath.join(base(of: entry.evidence), entry.path), isRequired: entry.isRequired)
    }
    // Of a name that comes twice the last counts.
    for variable in fromFiles.reversed() where names.insert(variable.name).inserted {
      variables.append(variable)
    }
    for variable in (dockerfile?.environment ?? []).reversed()
    where names.insert(variable.name).inserted {
      variables.append(variable)
    }
    return variables
  }

  /// Whether a value stands in the file itself, and not in a variable.
  private func isLiteral(_ variable: ComposeService.EnvironmentVariable) -> Bool {
    guard variable.value != nil,
      let line = sources[variable.evidence.file]?.line(variable.evidence.line)
    else { return false }
    return !line.contains("$")
  }

  private static func environmentFiles(
    of compose: ComposeService
  ) throws -> [(path: String, isRequired: Bool, evidence: Evidence)] {
    guard let field = try compose.definition.optional("env_file") else { return [] }
    let fields = if case .sequence = field.node.content { try field.elements() } else { [field] }
    return try fields.compactMap { field in
      if let path = field.scalarText { return (path, true, Evidence(field)) }
      guard case .mapping = field.node.content, let path = try field.optional("path")?.scalarText
      else { return nil }
      return (path, try field.optional("required")?.scalarText != "false", Evidence(field))
    }
  }

  private mutating func file(_ path: String, isRequired: Bool) -> [InventoriedVariable] {
    guard isRequired || folder.hasFile(path) else { return [] }
    let read: EnvironmentFile?
    if let known = environmentFiles[path] {
      read = known
    } else {
      read = attempt(path) { bytes in try EnvironmentFile(bytes, file: path) }
      environmentFiles[path] = .some(read)
    }
    return read?.variables.map {
      InventoriedVariable(
        name: $0.name, value: $0.value, isLiteral: false,
        evidence: Evidence(file: path, line: $0.line))
    } ?? []
  }

  // MARK: Process, ports, volumes

  private static func process(
    _ compose: ComposeService, _ dockerfile: ServiceDockerfile?
  ) -> (words: [String], evidence: Evidence?) {
    func evidence(_ key: String) -> Evidence? {
      ((try? compose.definition.optional(key)) ?? nil).map { Evidence($0) }
    }
    func inImage(_ part: (words: [String], line: Int)?) -> Evidence? {
      guard let part, let dockerfile else { return nil }
      return Evidence(file: dockerfile.dockerfile.file, line: part.line)
    }
    if let entrypoint = compose.entrypoint {
      return (
        entrypoint + (compose.command ?? []), evidence("command") ?? evidence("entrypoint")
      )
    }
    let entrypoint = dockerfile?.entrypoint
    if let command = compose.command {
      return ((entrypoint?.words ?? []) + command, evidence("command"))
    }
    let command = dockerfile?.command
    return (
      (entrypoint?.words ?? []) + (command?.words ?? []), inImage(command) ?? inImage(entrypoint)
    )
  }

  private static func ports(
    _ compose: ComposeService, _ dockerfile: ServiceDockerfile?
  ) -> [ListeningPort] {
    let stated = compose.ports.map { port in
      ListeningPort(
        target: port.target, transport: port.transport, published: port.published,
        hostAddress: port.hostAddress, origin: port.isPublished ? .ports : .expose,
        evidence: port.evidence)
    }
    return stated
      + (dockerfile?.ports ?? []).filter { port in
        !stated.contains { $0.target == port.target && $0.transport == port.transport }
      }
  }

  private static func volumes(
    _ compose: ComposeService, _ dockerfile: ServiceDockerfile?, _ buildFolder: String?,
    _ directory: String
  ) -> [InventoriedVolume] {
    let stated = compose.mounts.map { mount in
      InventoriedVolume(
        kind: mount.kind, source: mount.source, target: mount.target,
        isReadOnly: mount.isReadOnly, isFile: isFile(mount),
        isSource: isSource(mount, buildFolder, directory, compose.mounts),
        evidence: mount.evidence)
    }
    return stated
      + (dockerfile?.volumes ?? []).filter { volume in
        !stated.contains { $0.target == volume.target }
      }
  }

  /// Whether a bind's source has the ending of a file, or is a socket.
  private static func isFile(_ mount: ServiceMount) -> Bool {
    guard mount.kind == .bind, let source = mount.source, !source.hasSuffix("/"),
      let name = source.split(separator: "/").last
    else { return false }
    if let point = name.lastIndex(of: "."), point > name.startIndex { return name.last != "." }
    return ["Caddyfile", "Corefile", "Procfile", "crontab", "localtime", "timezone"]
      .contains { name == $0 }
  }

  /// Folders in a container that programs are kept in.
  private static let codeFolders = [
    "/app", "/application", "/code", "/srv", "/src", "/usr/src", "/usr/local/app", "/var/www",
    "/workspace", "/workspaces", "/home/node/app", "/opt/app", "/go/src", "/usr/app", "/web",
    "/frontend", "/backend", "/project", "/var/task", "/django",
  ]

  /// Whether source code is mounted over the one in the image: the build folder, the project's or
  /// one below into a folder of programs; or an anonymous volume that keeps installed packages.
  private static func isSource(
    _ mount: ServiceMount, _ buildFolder: String?, _ directory: String, _ all: [ServiceMount]
  ) -> Bool {
    if mount.target.hasSuffix("/node_modules") || mount.target.hasSuffix("/vendor")
      || mount.target.hasSuffix("/.venv") || mount.target.hasSuffix("/target")
    {
      return true
    }
    guard let buildFolder, mount.kind == .bind, let source = mount.source, source.hasPrefix(".")
    else { return false }
    let path = FilePath.join(directory, source)
    let isOwn =
      (path == buildFolder || path == FilePath.join(directory, "."))
      && !mount.target.hasPrefix("/etc/")
    let isCode = codeFolders.contains {
      mount.target == $0 || mount.target.hasPrefix($0 + "/")
    }
    let holdsData = ["data", "upload", "media", "storage", "log", "cache", "backup", "db"].contains
    {
      source.lowercased().contains($0)
    }
    return isOwn || (isCode && !holdsData)
  }

  // MARK: Addresses

  private func addresses(
    _ compose: ComposeService, _ place: Int, _ environment: [InventoriedVariable],
    _ process: (words: [String], evidence: Evidence?)
  ) -> [ServiceAddress] {
    var addresses: [ServiceAddress] = []
    for variable in environment {
      guard let value = variable.value, value.utf8.count <= 10_000 else { continue }
      let isHost = HostNames.holdsHost(variable.name)
      for found in hosts.services(in: value, isHost: isHost) where found.service != place {
        addresses.append(
          ServiceAddress(
            service: found.service, variable: variable.name, port: found.port,
            evidence: variable.evidence))
      }
    }
    if let evidence = process.evidence {
      for word in process.words {
        let sides = word.split(separator: "=", maxSplits: 1)
        let isHost = sides.count == 2 && HostNames.holdsHost(String(sides[0]))
        for found in hosts.services(in: String(sides.last ?? ""), isHost: isHost)
        where found.service != place {
          addresses.append(
            ServiceAddress(
              service: found.service, variable: nil, port: found.port, evidence: evidence))
        }
      }
    }
    return addresses.uniqued()
  }
}
