import Documents
import Inventory
import Rules
import Units

/// The flat tables about services: what they are, where they go, whom they call.
extension ChecklistDocument {
  var inventoried: [InventoriedService] { checklist.inventory.services }

  func name(_ place: Int?) -> FieldValue {
    place.map { .text(inventoried[$0].name) } ?? .missing
  }

  func texts(_ texts: [String], _ key: String, _ writer: inout JSONWriter) {
    writer.array(key) { writer in
      for text in texts { writer.value(.text(text)) }
    }
  }

  var services: RecordTable {
    var table = RecordTable(columns: [
      "name", "role", "workload", "language", "image", "isBuilt", "memoryMb", "cpus", "needsGpu",
      "ports", "udpPorts", "volumes", "secretVariables", "ownsState", "dependants", "traceService",
      "file", "line",
    ])
    for (place, service) in inventoried.enumerated() {
      let compose = service.compose
      let resources = compose.resources
      table.append([
        .text(service.name), .text(service.role.rawValue), .text(service.workload.rawValue),
        service.language.map { .text($0) } ?? .missing,
        ((try? compose.definition.optional("image")?.scalarText) ?? nil).map { .text(redacted($0)) }
          ?? .missing,
        .flag(service.isBuilt),
        (resources.memoryLimit ?? resources.memoryReservation)
          .flatMap { ExactDecimal(Int128($0), over: 1 << 20) }.map { .decimal($0) } ?? .missing,
        resources.cpuLimit.map { .decimal($0) } ?? .missing, .flag(resources.gpu != nil),
        .text(service.tcpPorts.map(String.init).joined(separator: " ")),
        .text(
          service.ports.filter { $0.transport == "udp" }.map { String($0.target.lowerBound) }
            .joined(separator: " ")),
        .text(service.volumes.map(\.target).joined(separator: " ")),
        .text(
          service.environment.filter(checklist.redaction.isSecret).map(\.name)
            .joined(separator: " ")),
        .flag(service.ownsState), .integer(Int128(service.dependants)),
        checklist.traffic?.places[place].map {
          .text(checklist.traffic?.scenario.trace.serviceNames[$0] ?? "")
        } ?? .missing,
        .text(compose.evidence.file), .integer(Int128(compose.evidence.line)),
      ])
    }
    return table
  }

  var placements: RecordTable {
    let text = PlacementText(wording, checklist.targets)
    let waves = MigrationWaves(checklist.inventory, checklist.placements).order
    var table = RecordTable(columns: ["service", "placement", "target", "reason", "wave"])
    for (place, placement) in checklist.placements.enumerated() {
      table.append([
        name(place), .text(placement.kind.rawValue),
        placement.target.map { .text($0) } ?? .missing, .text(text.reason(placement.reason)),
        waves.firstIndex(of: place).map { .integer(Int128($0 + 1)) } ?? .missing,
      ])
    }
    return table
  }

  var connections: RecordTable {
    var table = RecordTable(columns: ["caller", "callee", "port", "file", "line"])
    for call in Connections(checklist.inventory).calls {
      table.append([
        name(call.caller), name(call.callee), call.port.map { .integer(Int128($0)) } ?? .missing,
        .text(call.evidence.file), .integer(Int128(call.evidence.line)),
      ])
    }
    return table
  }

  var matrix: RecordTable {
    let cells = VerdictMatrix(checklist).cells
    var table = RecordTable(columns: ["service", "target", "blocked", "changes", "stays"])
    for place in inventoried.indices {
      for (target, cell) in zip(checklist.targets.all, cells[place]) {
        table.append([
          name(place), .text(target.id), .flag(cell.isBlocked), .integer(Int128(cell.changes)),
          .flag(cell.stays),
        ])
      }
    }
    return table
  }
}
