/// A service with what its files tell about how it works.
public struct InventoriedService: Sendable {
  public let compose: ComposeService
  public let role: ServiceRole
  public let roleReason: RoleReason
  public internal(set) var workload: Workload
  /// What it is written in, in lower case; nil where the files do not tell.
  public let language: String?
  /// The port that the product usually listens on; nil where it is no well-known one.
  public let usualPort: Int?
  /// nil where it is not built here, or the Dockerfile cannot be read.
  public let dockerfile: ServiceDockerfile?
  /// The words that its container starts: entrypoint and command, of compose or else of the image.
  public let process: [String]
  public let processEvidence: Evidence?
  public let ports: [ListeningPort]
  public let volumes: [InventoriedVolume]
  /// Of compose, of its environment files, then of the image; each name once.
  public let environment: [InventoriedVariable]
  public let addresses: [ServiceAddress]
  /// How many other services depend on it or name it as a host.
  public internal(set) var dependants: Int
  public let packages: [DependencyPackage]
  /// Whether a file that lists packages was found.
  public let hasManifest: Bool
  /// The folder that is sent to the builder, as the program sees it; nil where it is not built here.
  public let buildFolder: String?
  public let hasDockerignore: Bool
  /// What its files tell of how it is called.
  public internal(set) var speaks: ServiceProtocol

  public var name: String { compose.name }
  public var isBuilt: Bool { compose.build != nil }

  /// Whether it writes to something that is to outlive its container.
  public var ownsState: Bool {
    volumes.contains { volume in
      guard !volume.isReadOnly, !volume.isFile, !volume.isSource,
        !volume.target.hasPrefix("/etc/")
      else { return false }
      return volume.kind != .tmpfs && volume.kind != .other
    }
  }

  /// The ports in the container that others may connect to by TCP, each once, in order.
  public var tcpPorts: [Int] {
    Array(Set(ports.filter { $0.transport == "tcp" }.map(\.target.lowerBound))).sorted()
  }
}

/// A port that a container listens on.
public struct ListeningPort: Sendable {
  public enum Origin: String, Sendable { case ports, expose, dockerfile, command }

  public let target: ClosedRange<Int>
  /// `tcp` or `udp`.
  public let transport: String
  /// The port or range of the host; nil where it has none.
  public let published: String?
  /// The address of the host that it is bound to; nil for all.
  public let hostAddress: String?
  public let origin: Origin
  public let evidence: Evidence
}

/// Something that is mounted into a container.
public struct InventoriedVolume: Sendable {
  public let kind: ServiceMount.Kind
  /// A path or the name of a volume; nil where there is none.
  public let source: String?
  public let target: String
  public let isReadOnly: Bool
  /// Whether the source looks like a single file, by its ending.
  public let isFile: Bool
  /// Whether it is the service's own source code, mounted for development.
  public let isSource: Bool
  public let evidence: Evidence
}

/// A variable of a container's environment.
public struct InventoriedVariable: Sendable {
  public let name: String
  /// nil where it comes from whoever starts the project.
  public let value: String?
  /// Whether the value stands in the compose file or the Dockerfile itself.
  public let isLiteral: Bool
  public let evidence: Evidence
}

/// Another service that is named as a host.
public struct ServiceAddress: Hashable, Sendable {
  /// The place of the service that is named.
  public let service: Int
  /// The variable that names it; nil in the command.
  public let variable: String?
  public let port: Int?
  public let evidence: Evidence
}

/// A package that a service's code depends on.
public struct DependencyPackage: Sendable {
  public enum Ecosystem: String, Sendable { case npm, pypi, go, rubygems, composer, cargo }

  public let name: String
  /// As the file writes it; nil where any will do.
  public let version: String?
  public let ecosystem: Ecosystem
  /// Whether it is only for development.
  public let isDevelopment: Bool
  public let evidence: Evidence
}
