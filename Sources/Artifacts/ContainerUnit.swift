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
