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

/// A service that becomes a function.
public struct FunctionUnit: Sendable {
  public let name: String
  public let source: ImageSource
  public let language: String?
  /// Entrypoint and command of the compose file, where they take the place of the image's.
  public let entrypoint: [String]?
  public let command: [String]?
  /// What the server listens on; nil where it is none.
  public let port: Int?
  public let trigger: Trigger
  public let memory: Int
  /// Seconds.
  public let timeout: Int
  public let environment: [UnitVariable]
  /// nil where it calls nothing that stays.
  public let reservedConcurrency: Int?
  public let peers: [Peer]
  /// What moves too and that it calls, with ports where these are known.
  public let callees: [Peer]
  /// The most that a queue starts at once: ten, or what is reserved, two at least (AWS Lambda API
  /// reference, "ScalingConfig").
  var consumerConcurrency: Int { max(2, min(10, reservedConcurrency ?? 10)) }
  /// Whether the image is one that Lambda can run already.
  public let isReady: Bool
  /// Whether clients outside may call it; else callers that sign their requests.
  public let isPublic: Bool

  public init(
    name: String, source: ImageSource, language: String?, entrypoint: [String]?,
    command: [String]?, port: Int?, trigger: Trigger, memory: Int, timeout: Int,
    environment: [UnitVariable], reservedConcurrency: Int?, peers: [Peer],
    callees: [Peer] = [], isReady: Bool, isPublic: Bool
  ) {
    self.callees = callees
    self.isPublic = isPublic
    self.name = name
    self.source = source
    self.language = language
    self.entrypoint = entrypoint
    self.command = command
    self.port = port
    self.trigger = trigger
    self.memory = memory
    self.timeout = timeout
    self.environment = environment
    self.reservedConcurrency = reservedConcurrency
    self.peers = peers
    self.isReady = isReady
  }
}

/// A service that becomes a serverless container.
public struct ContainerUnit: Sendable {
  public let name: String
  public let form: DeploymentForm
  public let trigger: Trigger
  /// nil where it is built here.
  public let image: String?
  public let command: [String]?
  public let entrypoint: [String]?
  public let port: Int?
  /// Thousandths of a vCPU, and MB.
  public let milliVcpu: Int
  public let memory: Int
  public let environment: [UnitVariable]
  public let peers: [Peer]
  public let isPublic: Bool
  public let volumes: [UnitVolume]
  /// What moves too and that it calls, with ports where these are known.
  public let callees: [Peer]
  /// Whether it answers by gRPC, which needs HTTP/2 without TLS up to the container.
  public let isGRPC: Bool
  /// Whether what stays connects to it.
  public let isCalledFromDocker: Bool
  /// Files that it reads secrets from, mounted by its manifest.
  public let secretFiles: [SecretFile]

  public init(
    name: String, form: DeploymentForm, trigger: Trigger, image: String?, command: [String]?,
    entrypoint: [String]?,
    port: Int?, milliVcpu: Int, memory: Int, environment: [UnitVariable], peers: [Peer],
    isPublic: Bool, volumes: [UnitVolume] = [], callees: [Peer] = [], isGRPC: Bool = false,
    isCalledFromDocker: Bool = false, secretFiles: [SecretFile] = []
  ) {
    self.isGRPC = isGRPC
    self.isCalledFromDocker = isCalledFromDocker
    self.secretFiles = secretFiles
    self.isPublic = isPublic
    self.volumes = volumes
    self.callees = callees
    self.name = name
    self.form = form
    self.trigger = trigger
    self.image = image
    self.command = command
    self.entrypoint = entrypoint
    self.port = port
    self.milliVcpu = milliVcpu
    self.memory = memory
    self.environment = environment
    self.peers = peers
  }
}
