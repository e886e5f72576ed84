import Inventory

/// The order in which services move: from the edge of the system to its core.
struct MigrationWaves {
  /// The places of those that move as code.
  let order: [Int]

  /// Those that fewest others call come first, then those that call fewest others.
  init(_ inventory: ProjectInventory, _ placements: [Placement]) {
    let calls = Connections(inventory).pairs
    var callees = inventory.services.map { _ in 0 }
    for call in calls { callees[call.caller] += 1 }
    order = placements.indices.filter { placements[$0].movesAsCode }.sorted { one, other in
      let (left, right) = (inventory.services[one], inventory.services[other])
      return (left.dependants, callees[one], left.name)
        < (right.dependants, callees[other], right.name)
    }
  }
}
