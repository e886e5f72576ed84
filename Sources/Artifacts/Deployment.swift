import Documents

/// What a migration deploys, and what it leaves in Docker.
public struct Deployment: Sendable {
  /// What the project is called.
  public let project: String
  public let functions: [FunctionUnit]
  public let containers: [ContainerUnit]
  /// Names of the services that stay.
  public let staying: [String]
  /// What stays and is called by what moves.
  public let peers: [Peer]
  /// The merged compose files with variables as they are written; nil where they cannot be had.
  public let composition: Node?
  /// Variables that stand for secrets in the composition.
  public let stayingSecrets: [String]
  /// From the folder of the artefacts to that of the project.
  public let projectPath: String
  public let omitted: [OmittedArtifact]
  /// Files of the project that are mounted into what moves today and that no artefact carries.
  public let mountedFiles: [MountedFile]
  /// Files with secrets that no artefact mounts.
  public let unmountedSecrets: [UnmountedSecret]
  /// Names of the services that become a vendor's within the network: databases.
  public let managed: [String]

  public init(
    project: String, functions: [FunctionUnit], containers: [ContainerUnit], staying: [String],
    peers: [Peer], composition: Node?, stayingSecrets: [String] = [], projectPath: String,
    omitted: [OmittedArtifact] = [], mountedFiles: [MountedFile] = [],
    unmountedSecrets: [UnmountedSecret] = [], managed: [String] = []
  ) {
    self.unmountedSecrets = unmountedSecrets
    self.managed = managed
    self.omitted = omitted
    self.mountedFiles = mountedFiles
    self.project = project
    self.functions = functions
    self.containers = containers
    self.staying = staying
    self.peers = peers
    self.composition = composition
    self.stayingSecrets = stayingSecrets
    self.projectPath = projectPath
  }
}

extension Deployment {
  /// Of what a unit calls, what moves into the network too: tasks on Fargate and databases.
  func inside(_ callees: [Peer]) -> [Peer] {
    callees.filter { callee in
      managed.contains(callee.name)
        || containers.contains { $0.form == .ecsTask && $0.name == callee.name }
    }
  }

  /// Whether a function has an address in the network, because it calls what is there.
  func isInNetwork(_ unit: FunctionUnit) -> Bool {
    !unit.peers.isEmpty || !inside(unit.callees).isEmpty
  }

  /// The ports that others of what moves connect to a unit by.
  func calledPorts(of unit: ContainerUnit) -> [Int] {
    (functions.flatMap(\.callees) + containers.flatMap(\.callees))
      .filter { $0.name == unit.name }.compactMap(\.port)
  }
}

/// A service that is to move and for which nothing is written, because it could not work.
public struct OmittedArtifact: Hashable, Sendable {
  public let service: String
  public let reason: String

  public init(service: String, reason: String) {
    self.service = service
    self.reason = reason
  }
}

/// The list of artefacts.
public struct WrittenArtifacts: Sendable {
  public let paths: [String]
  public let omitted: [OmittedArtifact]
  /// How many volumes are kept on file systems.
  public let volumes: Int

  public init(paths: [String] = [], omitted: [OmittedArtifact] = [], volumes: Int = 0) {
    self.paths = paths
    self.omitted = omitted
    self.volumes = volumes
  }
}

/// A file or folder of the project that a container sees.
public struct MountedFile: Hashable, Sendable {
  public let service: String
  public let source: String
  public let target: String

  public init(service: String, source: String, target: String) {
    self.service = service
    self.source = source
    self.target = target
  }
}

/// Something that a unit writes to and that outlives it.
public struct UnitVolume: Hashable, Sendable {
  /// The volume, or the folder of the host; units with the same one share it.
  public let name: String
  public let target: String

  public init(name: String, target: String) {
    self.name = name
    self.target = target
  }
}

/// A service that others connect to, by one port.
public struct Peer: Hashable, Sendable {
  public let name: String
  /// nil where the files do not tell.
  public let port: Int?
  /// Those that move and call it.
  public let callers: [String]

  public init(name: String, port: Int?, callers: [String]) {
    self.name = name
    self.port = port
    self.callers = callers
  }
}

/// Where the image of a unit comes from.
public enum ImageSource: Sendable {
  /// A Dockerfile with its text and the stage that is built where it is not the last.
  ///
  /// `context` is the folder that is sent to the builder, seen from that of the artefacts, and
  /// `artifacts` the way back.
  case dockerfile(text: String, stage: String?, context: String, artifacts: String)
  case image(String)
}

/// A variable of a unit's environment.
public struct UnitVariable: Hashable, Sendable {
  public enum Value: Hashable, Sendable {
    case literal(String)
    /// An address or a setting that the deployment gives.
    case parameter
    /// From the secret manager.
    case secret
  }

  public let name: String
  public let value: Value

  public init(name: String, value: Value) {
    self.name = name
    self.value = value
  }
}

/// The language that a target's deployments are written in.
public enum DeploymentForm: String, CaseIterable, Sendable {
  /// A function from an image: SAM and Terraform.
  case lambdaFunction = "lambda-function"
  /// A task of ECS on Fargate: Terraform.
  case ecsTask = "ecs-task"
  /// A manifest of Cloud Run.
  case cloudRunService = "cloud-run-service"
  /// A manifest of Knative or Kubernetes.
  case knativeService = "knative-service"
}

/// What makes a unit work.
public enum Trigger: Sendable {
  case http
  case queue
  case schedule
  /// Each deployment, once.
  case deployment
}
