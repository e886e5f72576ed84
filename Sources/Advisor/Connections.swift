import Inventory
import Units

/// Which services of a project talk to which.
public struct Connections: Sendable {
  public struct Call: Hashable, Sendable {
    /// The places of the services.
    public let caller: Int
    public let callee: Int
    /// nil where the files do not tell.
    public let port: Int?
    public let evidence: Evidence
  }

  /// Each pair and port once, callers in order.
  public let calls: [Call]

  /// Each pair once, by the first of its ports.
  var pairs: [Call] {
    var seen: Set<[Int]> = []
    return calls.filter { seen.insert([$0.caller, $0.callee]).inserted }
  }

  init(_ inventory: ProjectInventory) {
    let places = Dictionary(
      uniqueKeysWithValues: inventory.services.enumerated().map { ($0.element.name, $0.offset) })
    calls = inventory.services.enumerated().flatMap { caller, service in
      let waited = service.compose.dependencies.compactMap { dependency in
        dependency.condition == "service_completed_successfully"
          ? nil : places[dependency.service].map { ($0, Int?.none, dependency.evidence) }
      }
      let named = service.addresses.map { ($0.service, $0.port, $0.evidence) }
      return Self.calls(of: caller, named + waited, inventory)
    }
  }

  /// The calls of one service. A port that no file states is the usual one of what is called, unless
  /// another of the calls to it has one.
  private static func calls(
    of caller: Int, _ found: [(callee: Int, port: Int?, evidence: Evidence)],
    _ inventory: ProjectInventory
  ) -> [Call] {
    let others = found.filter { $0.callee != caller }
    let callees = others.map(\.callee).uniqued()
    return callees.flatMap { callee -> [Call] in
      let own = others.filter { $0.callee == callee }
      var seen: Set<Int> = []
      let stated = own.filter { $0.port.map { seen.insert($0).inserted } ?? false }
      guard stated.isEmpty else {
        return stated.map {
          Call(caller: caller, callee: callee, port: $0.port, evidence: $0.evidence)
        }
      }
      let other = inventory.services[callee]
      return [
        Call(
          caller: caller, callee: callee, port: other.usualPort ?? other.tcpPorts.first,
          evidence: own[0].evidence)
      ]
    }
  }
}
