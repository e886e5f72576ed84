import Documents

/// What the compose files of a project say together.
public struct ComposeProject: Sendable {
  /// In alphabetical order. Those of profiles that are not active are not among them.
  public let services: [ComposeService]
  /// Names of services whose profiles are not active, in alphabetical order.
  public let inactiveServices: [String]
  /// Names of volumes, networks, secrets and configs at the top level.
  public let volumes: [String]
  public let networks: [String]
  /// Those of them that nothing outside is reached from, nor reaches.
  public let internalNetworks: [String]
  /// Everything that the files say, merged, in the long forms.
  public let definition: Node
  /// What `.env` and the files in its place say, also those of projects that are included.
  public let variables: [EnvironmentFile.Variable]
  /// Variables that the files refer to, that are not set and have no default.
  public let unsetVariables: [String]
  /// The files that were read, in the order of reading.
  public let files: [String]
}

extension ComposeProject {
  /// The networks of merged compose files that Docker publishes no port on (compose specification,
  /// "internal"); one that a variable decides is taken for internal.
  public static func internalNetworks(_ definition: Node) -> [String] {
    guard case .mapping(let networks)? = definition.value("networks")?.content else { return [] }
    return networks.filter { network in
      guard case .scalar(let scalar)? = network.value.value("internal")?.content else {
        return false
      }
      return ["true", "yes", "on"].contains(scalar.text.lowercased())
        || scalar.text.hasPrefix("$")
    }.map(\.key)
  }
}
