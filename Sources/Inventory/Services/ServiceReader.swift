import Documents
import Units

/// Finds out about the services of a project, each file read once.
struct ServiceReader {
  let project: ComposeProject
  let folder: ProjectFolder
  let directory: String
  let paths: Set<String>
  let hosts: HostNames
  let classification: ServiceClassification
  let manifests: Manifests
  let protocols: ProtocolSigns
  var dockerfiles: [String: Dockerfile?] = [:]
  var environmentFiles: [String: EnvironmentFile?] = [:]
  var manifestsRead: [String: Manifests.Result] = [:]
  var codeRead: [String: SourceTree.Result] = [:]
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
    protocols = try ProtocolSigns()
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
    for address in services.flatMap({ called(by: $0) }) {
      services[address.service].speaks.add("http", address.evidence)
    }
    for place in services.indices { services[place].speaks.settle() }
    for place in answering(services, places) where services[place].workload == .unknown {
      services[place].workload = .web
    }
    return services
  }

  /// Services that one names with `http://`.
  private func called(by service: InventoriedService) -> [ServiceAddress] {
    service.environment.flatMap { variable -> [ServiceAddress] in
      guard let value = variable.value, value.contains("http"), value.utf8.count <= 10_000 else {
        return []
      }
      return value.split { " ,;|'\"".contains($0) }.flatMap { part -> [ServiceAddress] in
        guard part.hasPrefix("http://") || part.hasPrefix("https://") else { return [] }
        return hosts.services(in: String(part), isHost: false).map {
          ServiceAddress(
            service: $0.service, variable: variable.name, port: $0.port,
            evidence: variable.evidence)
        }
      }
    }
  }

  /// Services that others send requests to: they name them as hosts, or are proxies that wait for
  /// them.
  private func answering(
    _ services: [InventoriedService], _ places: [String: Int]
  ) -> Set<Int> {
    let named = services.flatMap(\.addresses).map(\.service)
    let proxied = services.filter { $0.role == .proxy }.flatMap { proxy in
      proxy.compose.dependencies.compactMap { places[$0.service] }
    }
    return Set(named + proxied)
  }

  mutating func inventoried(
    _ compose: ComposeService, _ place: Int
  ) throws -> InventoriedService {
    let buildFolder = compose.build.map { build in
      FilePath.join(base(of: build.evidence), build.context ?? ".")
    }
    let dockerfile = buildFolder.flatMap { self.dockerfile(compose, in: $0) }
    let process = Self.process(compose, dockerfile)
    let environment = try self.environment(compose, dockerfile)
    let stated = Self.ports(compose, dockerfile)
    let ports = stated + classification.ports(of: process, environment, besides: stated)
    let volumes = Self.volumes(compose, dockerfile, buildFolder, directory)
    let manifest = codeFolder(compose, buildFolder).map { listed(in: $0) } ?? Manifests.Result()
    let kind = classification.kind(
      compose, dockerfile, process: process.words, ports: ports, volumes: volumes,
      packages: manifest.packages)
    var speaks = protocols.signs(
      compose, dockerfile, process: process, ports: ports, isServer: kind.isServer)
    protocols.look(at: manifest.packages, &speaks)
    if kind.role == .application, let buildFolder {
      protocols.look(at: code(compose, buildFolder), &speaks)
    }
    return InventoriedService(
      compose: compose, role: kind.role, roleReason: kind.reason, workload: kind.workload,
      language: kind.language, usualPort: kind.usualPort, dockerfile: dockerfile,
      process: process.words,
      processEvidence: process.evidence, ports: ports, volumes: volumes, environment: environment,
      addresses: addresses(compose, place, environment, process), dependants: 0,
      packages: manifest.packages, hasManifest: manifest.hasManifest, buildFolder: buildFolder,
      hasDockerignore: buildFolder.map { folder.hasFile(FilePath.join($0, ".dockerignore")) }
        ?? false, speaks: speaks)
  }

  /// The code beside the Dockerfile; where there is none, that of the whole build folder.
  private mutating func code(
    _ compose: ComposeService, _ buildFolder: String
  ) -> SourceTree.Result {
    let own = code(in: codeFolder(compose, buildFolder) ?? buildFolder)
    return own.files.isEmpty ? code(in: buildFolder) : own
  }

  private mutating func code(in path: String) -> SourceTree.Result {
    if let known = codeRead[path] { return known }
    let result = SourceTree.read(path, in: folder)
    codeRead[path] = result
    return result
  }

  /// The folder that paths are seen from: the project's, or that of a file that is included or
  /// extended (compose specification, "Include").
  func base(of evidence: Evidence) -> String {
    paths.contains(evidence.file) ? directory : FilePath.folder(of: evidence.file)
  }

  /// Where the code of a service is: beside its Dockerfile, which may be below the folder that is
  /// sent to the builder.
  func codeFolder(_ compose: ComposeService, _ buildFolder: String?) -> String? {
    buildFolder.map { folder in
      compose.build?.dockerfile.map { FilePath.folder(of: FilePath.join(folder, $0)) } ?? folder
    }
  }

  // MARK: Files

  mutating func dockerfile(
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

  static func isRemote(_ context: String?) -> Bool {
    guard let context else { return false }
    return context.contains("://") || context.hasPrefix("git@") || context.hasPrefix("github.com/")
  }

  /// What can be made of a file; nil, and a problem more, where that fails.
  mutating func attempt<Result>(
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

  mutating func listed(in buildFolder: String) -> Manifests.Result {
    if let known = manifestsRead[buildFolder] { return known }
    let result = manifests.read(in: buildFolder)
    manifestsRead[buildFolder] = result
    problems += result.problems
    return result
  }

  // MARK: Addresses

  func addresses(
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
