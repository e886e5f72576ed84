import Metering
import Units

/// The platforms on whose instances another one can run.
public enum NodePlatforms: Hashable, Sendable {
  /// Every platform of provisioned instances.
  case any
  case named([String])

  /// Whether a platform can be one.
  public func contains(_ platform: Platform) -> Bool {
    guard platform.model == .provisioned, platform.nodes == nil else { return false }
    switch self {
    case .any: return true
    case .named(let names): return names.contains(platform.id)
    }
  }
}

extension Platform {
  /// The platform with the instances of another: its sizes, rates, ways of buying and parameters,
  /// and what stands beside instances there.
  public func running(on host: Platform) -> Platform {
    let hostParameters =
      model == .provisioned ? host.parameters : host.parameters.filter { $0.key == "region" }
    let keys = hostParameters.map(\.key)
    let companionKeys = companions.map(\.key)
    var running = Platform(
      id: id, name: "\(name) on \(host.name)", provider: host.provider,
      serviceName: host.serviceName, model: model, scope: scope, defaultOptions: [],
      parameters: hostParameters + parameters.filter { !keys.contains($0.key) },
      sizes: model == .provisioned ? host.sizes : [],
      types: model == .provisioned ? host.types : [], behaviour: behaviour, limits: limits,
      metering: model == .provisioned ? host.metering : metering, allowances: host.allowances,
      capacityUnit: nil, commitments: model == .provisioned ? host.commitments : [],
      companions: companions + host.companions.filter { !companionKeys.contains($0.key) },
      derived: derived, nodes: nil, pricedService: host.pricedService,
      sources: sources + host.sources)
    running.variants = []
    return running
  }
}
