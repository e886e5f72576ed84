import Inventory

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

  /// Each pair once, callers in order.
  public let calls: [Call]

  init(_ inventory: ProjectInventory) {
    let places = Dictionary(
      uniqueKeysWithValues: inventory.services.enumerated().map { ($0.element.name, $0.offset) })
    var calls: [Call] = []
    for (caller, service) in inventory.services.enumerated() {
      var seen: [Int: Int] = [:]
      func note(_ callee: Int, _ port: Int?, _ evidence: Evidence) {
        guard callee != caller else { return }
        let other = inventory.services[callee]
        let known = port ?? other.usualPort ?? other.tcpPorts.first
        if let place = seen[callee] {
          if calls[place].port == nil, known != nil {
            calls[place] = Call(caller: caller, callee: callee, port: known, evidence: evidence)
          }
          return
        }
        seen[callee] = calls.count
        calls.append(Call(caller: caller, callee: callee, port: known, evidence: evidence))
      }
      for address in service.addresses { note(address.service, address.port, address.evidence) }
      for dependency in service.compose.dependencies {
        guard let callee = places[dependency.service],
          dependency.condition != "service_completed_successfully"
        else { continue }
        note(callee, nil, dependency.evidence)
      }
    }
    self.calls = calls
  }
}
