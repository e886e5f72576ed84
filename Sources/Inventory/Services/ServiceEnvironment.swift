import Documents

/// The environment of services: what compose says, its environment files, the image.
extension ServiceReader {
  mutating func environment(
    _ compose: ComposeService, _ dockerfile: ServiceDockerfile?
  ) throws -> [InventoriedVariable] {
    var variables = compose.environment.map { variable in
      InventoriedVariable(
        name: variable.name, value: variable.value, isLiteral: isLiteral(variable),
        evidence: variable.evidence)
    }
    var names = Set(variables.map(\.name))
    let fromFiles = try Self.environmentFiles(of: compose).flatMap { entry in
      file(FilePath.join(base(of: entry.evidence), entry.path), isRequired: entry.isRequired)
    }
    // Of a name that comes twice the last counts.
    for variable in fromFiles.reversed() where names.insert(variable.name).inserted {
      variables.append(variable)
    }
    for variable in (dockerfile?.environment ?? []).reversed()
    where names.insert(variable.name).inserted {
      variables.append(variable)
    }
    return variables
  }

  /// Whether a value stands in the file itself, and not in a variable.
  func isLiteral(_ variable: ComposeService.EnvironmentVariable) -> Bool {
    guard variable.value != nil,
      let line = sources[variable.evidence.file]?.line(variable.evidence.line)
    else { return false }
    return !line.contains("$")
  }

  static func environmentFiles(
    of compose: ComposeService
  ) throws -> [(path: String, isRequired: Bool, evidence: Evidence)] {
    guard let field = try compose.definition.optional("env_file") else { return [] }
    let fields = if case .sequence = field.node.content { try field.elements() } else { [field] }
    return try fields.compactMap { field in
      if let path = field.scalarText { return (path, true, Evidence(field)) }
      guard case .mapping = field.node.content, let path = try field.optional("path")?.scalarText
      else { return nil }
      return (path, try field.optional("required")?.scalarText != "false", Evidence(field))
    }
  }

  mutating func file(_ path: String, isRequired: Bool) -> [InventoriedVariable] {
    guard isRequired || folder.hasFile(path) else { return [] }
    let read: EnvironmentFile?
    if let known = environmentFiles[path] {
      read = known
    } else {
      read = attempt(path) { bytes in try EnvironmentFile(bytes, file: path) }
      environmentFiles[path] = .some(read)
    }
    return read?.variables.map {
      InventoriedVariable(
        name: $0.name, value: $0.value, isLiteral: false,
        evidence: Evidence(file: path, line: $0.line))
    } ?? []
  }
}
