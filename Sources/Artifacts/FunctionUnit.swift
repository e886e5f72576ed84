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
