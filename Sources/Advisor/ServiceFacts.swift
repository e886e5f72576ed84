import Documents
import Inventory
import Rules
import Secrets
import Units

/// What the files of a project say of a service, as facts for rules.
struct ServiceFacts {
  private let vocabulary: FactVocabulary
  private let inventory: ProjectInventory
  private let sizes: PackageSizes
  private let services: [String: InventoriedService]
  private let recogniser: SecretRecogniser

  init(
    _ inventory: ProjectInventory, sizes: PackageSizes, vocabulary: FactVocabulary
  ) throws {
    recogniser = try SecretRecogniser.shared
    self.vocabulary = vocabulary
    self.inventory = inventory
    self.sizes = sizes
    services = Dictionary(uniqueKeysWithValues: inventory.services.map { ($0.name, $0) })
  }

  func table(for service: InventoriedService) -> FactTable {
    var table = FactTable(vocabulary)
    table.add(serviceFact(service))
    addKeys(of: service, to: &table)
    for port in service.ports {
      table.add(
        fact(
          "port",
          [
            "target": .count(port.target.lowerBound), "count": .count(port.target.count),
            "published": text(port.published), "transport": .text(port.transport),
            "host": text(port.hostAddress), "origin": .text(port.origin.rawValue),
          ], port.evidence))
    }
    for volume in service.volumes {
      table.add(
        fact(
          "volume",
          [
            "type": .text(volume.kind.rawValue), "source": text(volume.source),
            "target": .text(volume.target), "readOnly": .flag(volume.isReadOnly),
            "isFile": .flag(volume.isFile), "isSource": .flag(volume.isSource),
          ], volume.evidence))
    }
    for variable in service.environment {
      table.add(
        fact(
          "environment",
          [
            "name": .text(variable.name), "value": text(variable.value),
            "literal": .flag(variable.isLiteral),
            "secret": .flag(
              variable.value.map { recogniser.isSecret($0, named: variable.name) } ?? false),
          ], variable.evidence))
    }
    addRelations(of: service, to: &table)
    addDockerfile(of: service, to: &table)
    addPackages(of: service, to: &table)
    return table
  }

  private func fact(
    _ kind: String, _ values: [String: FactValue?], _ evidence: Inventory.Evidence?
  ) -> Fact {
    vocabulary.fact(
      kind, values, at: evidence.map { .line(file: $0.file, line: $0.line) })
  }

  private func text(_ text: String?) -> FactValue? { text.map { .text($0) } }

  // MARK: Compose

  private func serviceFact(_ service: InventoriedService) -> Fact {
    let compose = service.compose
    let image = compose.image
    let resources = compose.resources
    let memory = resources.memoryLimit ?? resources.memoryReservation
    let bytes = service.environment.reduce(0) {
      $0 + $1.name.utf8.count + ($1.value ?? "").utf8.count
    }
    let backing = Set(
      service.addresses.map(\.service).filter { inventory.services[$0].role.isBacking })
    return fact(
      "service",
      [
        "name": .text(service.name), "role": .text(service.role.rawValue),
        "workload": .text(service.workload.rawValue),
        "image": text((try? compose.definition.optional("image")?.scalarText) ?? nil),
        "imageName": text(image?.name), "registry": text(image?.registry),
        "tag": text(image?.tag), "digest": text(image?.digest), "built": .flag(service.isBuilt),
        "process": service.process.isEmpty ? nil : .text(service.process.joined(separator: " ")),
        "language": text(service.language),
        "memoryMb": memory.flatMap { ExactDecimal(Int128($0), over: 1 << 20) }.map { .number($0) },
        "cpus": resources.cpuLimit.map { .number($0) },
        "replicas": resources.replicas.map { .count($0) },
        "gpu": .flag(resources.gpu != nil), "dependants": .count(service.dependants),
        "backingServices": .count(backing.count), "ports": .count(service.tcpPorts.count),
        "published": .flag(service.ports.contains { $0.origin == .ports }),
        "environmentBytes": .count(bytes), "ownsState": .flag(service.ownsState),
      ], compose.evidence)
  }

  /// Sections that have facts of their own.
  private static let sections = ["build", "environment", "ports", "volumes", "expose", "tmpfs"]

  private func addKeys(of service: InventoriedService, to table: inout FactTable) {
    for (key, field) in (try? service.compose.definition.entries()) ?? []
    where !Self.sections.contains(key) {
      addKeys(key, field, to: &table)
    }
    if let target = (try? service.compose.definition.optional("build")?.optional("target")) ?? nil {
      addKeys("build.target", target, to: &table)
    }
  }

  private func addKeys(_ name: String, _ field: Field, to table: inout FactTable) {
    switch field.node.content {
    case .scalar(let scalar):
      let value: FactValue? = scalar.kind == .null ? nil : .text(scalar.text)
      table.add(
        vocabulary.fact(
          "key",
          [
            "name": .text(name), "value": value,
            "secret": .flag(isSecret(name, scalar.text, field)),
          ],
          at: .line(file: field.file, line: field.line)))
    case .sequence:
      for element in (try? field.elements()) ?? [] { addKeys(name, element, to: &table) }
    case .mapping:
      for (key, value) in (try? field.entries()) ?? [] {
        addKeys("\(name).\(key)", value, to: &table)
      }
    }
  }

  /// Whether a key of a service holds a secret; what stands under `secrets` is names and paths.
  private func isSecret(_ name: String, _ value: String, _ field: Field) -> Bool {
    let line = inventory.line(at: Inventory.Evidence(file: field.file, line: field.line))
    guard !name.hasPrefix("secrets"), !name.hasPrefix("configs"), line?.contains("$") != true
    else { return false }
    let last = name.split(separator: ".").dropFirst().last.map(String.init) ?? ""
    return recogniser.isSecret(value, named: last)
  }

  private func addRelations(of service: InventoriedService, to table: inout FactTable) {
    for dependency in service.compose.dependencies {
      let other = services[dependency.service]
      table.add(
        fact(
          "dependency",
          [
            "service": .text(dependency.service), "condition": .text(dependency.condition),
            "role": text(other?.role.rawValue),
          ], dependency.evidence))
    }
    for address in service.addresses {
      let other = inventory.services[address.service]
      table.add(
        fact(
          "address",
          [
            "service": .text(other.name), "role": .text(other.role.rawValue),
            "variable": text(address.variable), "port": address.port.map { .count($0) },
          ], address.evidence))
    }
  }

  // MARK: Dockerfile and packages

  private static let dockerfileKinds = ["dockerfile", "base", "instruction"]

  private func addDockerfile(of service: InventoriedService, to table: inout FactTable) {
    guard let built = service.dockerfile else {
      guard service.isBuilt else { return }
      for name in Self.dockerfileKinds {
        if let kind = vocabulary.index(of: name) { table.mark(kind, missing: "unread-dockerfile") }
      }
      return
    }
    let file = built.dockerfile.file
    table.add(
      vocabulary.fact(
        "dockerfile",
        [
          "stages": .count(built.dockerfile.stages.count),
          "ignored": .flag(service.hasDockerignore),
          "adapter": .flag(built.hasLambdaAdapter),
        ], at: .line(file: file, line: built.chain[0].line)))
    for stage in built.dockerfile.stages {
      let image = ImageReference(stage.base)
      let isStage = built.dockerfile.stages.contains {
        $0.name == stage.base.lowercased() && $0.line < stage.line
      }
      table.add(
        vocabulary.fact(
          "base",
          [
            "image": .text(stage.base), "name": .text(image.name), "tag": text(image.tag),
            "digest": text(image.digest), "final": .flag(built.isFinal(stage) && !isStage),
            "platform": text(stage.platform), "stage": .flag(isStage || stage.base == "scratch"),
          ], at: .line(file: file, line: stage.line)))
      for instruction in stage.instructions {
        add(instruction, isFinal: built.isFinal(stage), file, to: &table)
      }
    }
  }

  private func add(
    _ instruction: DockerfileInstruction, isFinal: Bool, _ file: String, to table: inout FactTable
  ) {
    let hasForm = ["CMD", "ENTRYPOINT", "RUN"].contains(instruction.keyword)
    let form = instruction.execForm == nil ? "shell" : "exec"
    let words =
      [instruction.execForm?.joined(separator: " ") ?? instruction.arguments]
      + instruction.heredocs.map(\.body)
    table.add(
      vocabulary.fact(
        "instruction",
        [
          "keyword": .text(instruction.keyword), "arguments": .text(words.joined(separator: "\n")),
          "form": hasForm ? .text(form) : nil, "final": .flag(isFinal),
          "from": text(instruction.flag("from")),
          "secret": .flag(
            recogniser.hasSecret(
              "\(instruction.keyword) \(words.joined(separator: "\n"))",
              command: instruction.execForm ?? [])),
        ], at: .line(file: file, line: instruction.line)))
  }

  private func addPackages(of service: InventoriedService, to table: inout FactTable) {
    guard service.hasManifest else {
      guard service.isBuilt else { return }
      for name in ["package", "packages"] {
        if let kind = vocabulary.index(of: name) { table.mark(kind, missing: "no-packages") }
      }
      return
    }
    var known = ExactDecimal.zero
    for package in service.packages {
      let size = sizes.megabytes(of: package)
      if let size, !package.isDevelopment { known += size }
      table.add(
        fact(
          "package",
          [
            "name": .text(package.name), "version": text(package.version),
            "ecosystem": .text(package.ecosystem.rawValue),
            "development": .flag(package.isDevelopment), "sizeMb": size.map { .number($0) },
          ], package.evidence))
    }
    table.add(
      vocabulary.fact(
        "packages",
        ["count": .count(service.packages.count), "knownSizeMb": .number(known)]))
  }
}

extension ServiceRole {
  /// Whether others keep their data or their messages in it.
  var isBacking: Bool {
    switch self {
    case .database, .cache, .queue, .search, .objectStore: return true
    case .application, .proxy, .observability, .job, .other: return false
    }
  }
}
