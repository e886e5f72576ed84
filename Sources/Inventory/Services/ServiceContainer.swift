import Documents

/// What a container starts, listens on and writes to, by compose and the Dockerfile together.
extension ServiceReader {
  static func process(
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

  static func ports(
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

  static func volumes(
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
  static func isFile(_ mount: ServiceMount) -> Bool {
    guard mount.kind == .bind, let source = mount.source, !source.hasSuffix("/"),
      let name = source.split(separator: "/").last
    else { return false }
    if let point = name.lastIndex(of: "."), point > name.startIndex { return name.last != "." }
    return ["Caddyfile", "Corefile", "Procfile", "crontab", "localtime", "timezone"]
      .contains { name == $0 }
  }

  /// Folders in a container that programs are kept in.
  static let codeFolders = [
    "/app", "/application", "/code", "/srv", "/src", "/usr/src", "/usr/local/app", "/var/www",
    "/workspace", "/workspaces", "/home/node/app", "/opt/app", "/go/src", "/usr/app", "/web",
    "/frontend", "/backend", "/project", "/var/task", "/django",
  ]

  /// Whether source code is mounted over the one in the image: the build folder, the project's or
  /// one below into a folder of programs; or an anonymous volume that keeps installed packages.
  static func isSource(
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
}
