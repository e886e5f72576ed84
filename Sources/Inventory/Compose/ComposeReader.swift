import Documents
import Units

/// Reads the compose files of a project: YAML or JSON, merged, with what they extend and include.
///
/// The variables are those of `.env` beside the first file or of the files that are named instead;
/// the environment of this program is not looked at, so that the same files give the same result.
public struct ComposeReader {
  /// Files that include each other deeper than this are refused.
  static let maximumDepth = 20
  /// Most services of a chain of `extends`.
  static let maximumExtends = 100
  /// Files that one project may be made of.
  static let maximumFiles = 500
  /// Bytes of a file that is read, and services of a project: far beyond what people write, and read
  /// in seconds.
  static let largestFile = 8 << 20
  static let maximumServices = 10_000

  private let folder: ProjectFolder
  private let profiles: Set<String>
  private let interpolates: Bool
  private var files: [String] = []
  private var unset: [String] = []
  /// Services of one document that are laid over those that they extend, by their place.
  private var extendedServices: [String: (node: Node, levels: Int)] = [:]
  private var known: [EnvironmentFile.Variable] = []

  /// - Parameters:
  ///   - paths: each is laid over the ones before it.
  ///   - projectFolder: the only folder that is read from; nil for that of the first file.
  ///   - environmentFiles: take the place of `.env`.
  ///   - profiles: the active ones; `*` for all.
  ///   - interpolates: whether variables are replaced by their values.
  /// - Throws: `Failure` with file and line where a file cannot be read, is malformed or outside the
  ///   folder.
  public static func read(
    _ paths: [String], projectFolder: String? = nil, environmentFiles: [String] = [],
    profiles: [String] = [], interpolates: Bool = true
  ) throws -> ComposeProject {
    let directory = projectFolder ?? FilePath.folder(of: paths.first ?? ".")
    var reader = ComposeReader(
      folder: try ProjectFolder(directory), profiles: Set(profiles), interpolates: interpolates)
    let variables = try reader.variables(environmentFiles, beside: directory, Variables())
    guard let project = try reader.merged(paths, variables, depth: 0) else {
      throw Failure(.data, "\(paths.map(visibleText).joined(separator: ", ")): no services in it")
    }
    return try reader.project(project)
  }

  private init(folder: ProjectFolder, profiles: Set<String>, interpolates: Bool) {
    self.folder = folder
    self.profiles = profiles
    self.interpolates = interpolates
  }

  /// Those that are known, and those of the files, or of `.env` where there is one. What is known
  /// counts more: a project can so set what it includes (compose specification, "Include").
  private mutating func variables(
    _ files: [String], beside directory: String, _ known: Variables
  ) throws -> Variables {
    let standard = FilePath.join(directory, ".env")
    let paths = files.isEmpty ? (folder.hasFile(standard) ? [standard] : []) : files
    let read = try paths.flatMap { try EnvironmentFile(folder.read($0), file: $0).variables }
    self.known += read
    return known.filled(with: read)
  }

  // MARK: Files

  /// Files of one project laid over each other; nil where they hold nothing.
  private mutating func merged(
    _ paths: [String], _ variables: Variables, depth: Int
  ) throws -> Node? {
    guard depth < Self.maximumDepth else {
      throw Failure(
        .data,
        "\(visibleText(paths.first ?? "")): files include each other deeper than "
          + "\(Self.maximumDepth) levels")
    }
    var project: Node?
    for path in paths {
      for document in try documents(path, variables) {
        let own = try withExtended(document, path, variables)
        let included = try self.included(document, path, variables, depth)
        for part in included + [own] {
          project = project.map { ComposeMerge.merged($0, part) ?? part } ?? part
        }
      }
    }
    return project
  }

  /// The documents of a file with variables replaced and services in the long forms.
  private mutating func documents(_ path: String, _ variables: Variables) throws -> [Node] {
    files.append(path)
    guard files.count <= Self.maximumFiles else {
      throw Failure(.data, "the project has more than \(Self.maximumFiles) files")
    }
    let bytes = try folder.read(path)
    guard bytes.count <= Self.largestFile else {
      throw Failure(.data, "\(visibleText(path)): it is larger than 8 MiB")
    }
    var interpolation = Interpolation(variables)
    var documents: [Node] = []
    for document in try YAMLReader.read(bytes, file: path) {
      documents.append(interpolates ? try interpolation.expand(document) : document)
    }
    unset += interpolation.unset.filter { !unset.contains($0) }
    return try documents.map { document in
      guard case .mapping(let entries) = document.content else {
        throw Field(document, file: path, code: .data).failure("is no compose file")
      }
      return Node(
        .mapping(
          entries.map { entry in
            entry.key == "services"
              ? Node.Entry(key: entry.key, line: entry.line, value: Self.services(entry.value))
              : entry
          }), line: document.line, file: document.file)
    }
  }

  private static func services(_ node: Node) -> Node {
    guard case .mapping(let entries) = node.content else { return node }
    return Node(
      .mapping(
        entries.map {
          Node.Entry(key: $0.key, line: $0.line, value: ComposeForms.service($0.value))
        }), line: node.line, file: node.file, tag: node.tag)
  }

  // MARK: Include

  private mutating func included(
    _ document: Node, _ path: String, _ variables: Variables, _ depth: Int
  ) throws -> [Node] {
    let root = Field(document, file: path, code: .data)
    let directory = FilePath.folder(of: path)
    return try root.optional("include")?.elements().compactMap { element in
      var paths = element.scalarText.map { [FilePath.join(directory, $0)] } ?? []
      var own = paths.first.map(FilePath.folder)
      var environment: [String] = []
      if paths.isEmpty {
        paths = try Self.texts(element["path"]).map { FilePath.join(directory, $0) }
        own =
          try element.optional("project_directory")?.scalarText
          .map { FilePath.join(directory, $0) } ?? paths.first.map(FilePath.folder)
        environment = try element.optional("env_file").map { try Self.texts($0) } ?? []
      }
      return try merged(
        paths,
        self.variables(
          environment.map { FilePath.join(directory, $0) }, beside: own ?? directory, variables),
        depth: depth + 1)
    } ?? []
  }

  /// One text or a list of them.
  private static func texts(_ field: Field) throws -> [String] {
    if let text = field.scalarText { return [text] }
    return try field.elements().compactMap(\.scalarText)
  }

  // MARK: Extends

  private mutating func withExtended(
    _ document: Node, _ path: String, _ variables: Variables
  ) throws -> Node {
    let root = Field(document, file: path, code: .data)
    guard let services = try root.optional("services") else { return document }
    let entries = try services.entries()
    extendedServices = [:]
    let resolved = try zip(entries, Self.entries(services.node)).map { entry, node in
      Node.Entry(
        key: entry.key, line: node.line,
        value: try extended(entry.field, entry.key, services, [], variables).node)
    }
    return Node(
      .mapping(
        Self.entries(document).map {
          $0.key == "services"
            ? Node.Entry(
              key: $0.key, line: $0.line,
              value: Node(
                .mapping(resolved), line: services.line, file: services.file, tag: services.node.tag
              ))
            : $0
        }), line: document.line, file: document.file)
  }

  private static func entries(_ node: Node) -> [Node.Entry] {
    guard case .mapping(let entries) = node.content else { return [] }
    return entries
  }

  /// A service laid over the one that it extends, and how many lie below it.
  private mutating func extended(
    _ service: Field, _ name: String, _ services: Field, _ chain: [String], _ variables: Variables
  ) throws -> (node: Node, levels: Int) {
    if case .scalar(let scalar) = service.node.content, scalar.kind == .null {
      return (service.node, 0)
    }
    guard let extends = try service.optional("extends") else { return (service.node, 0) }
    let place = "\(service.file):\(service.line)#\(name)"
    if let known = extendedServices[place] { return known }
    guard !chain.contains(place) else { throw extends.failure("leads back to itself") }
    let baseName = try extends["service"].scalarText ?? ""
    var base = services
    if let file = try extends.optional("file")?.scalarText {
      let path = FilePath.join(FilePath.folder(of: service.file), file)
      let document = try documents(path, variables).first
      guard
        let found = try document.flatMap({
          try Field($0, file: path, code: .data).optional("services")
        })
      else { throw extends.failure("names \(quotedText(file)), which has no services") }
      base = found
    }
    guard let found = try base.optional(baseName) else {
      let names = try base.entries().map(\.key)
      throw extends.failure(
        "names the service \(quotedText(baseName)), which there is not"
          + didYouMean(baseName, among: names))
    }
    let levels = "is one of more than \(Self.maximumExtends) services that extend each other"
    guard chain.count < Self.maximumExtends else { throw extends.failure(levels) }
    let below = try extended(found, baseName, base, chain + [place], variables)
    let own = Self.entries(service.node).filter { $0.key != "extends" }
    let over = Node(.mapping(own), line: service.line, file: service.file, tag: service.node.tag)
    guard below.levels < Self.maximumExtends else { throw extends.failure(levels) }
    let result = (node: ComposeMerge.merged(below.node, over) ?? over, levels: below.levels + 1)
    extendedServices[place] = result
    return result
  }

  // MARK: Result

  private func project(_ node: Node) throws -> ComposeProject {
    guard let node = ComposeMerge.untagged(node) else {
      throw Failure(.data, "the project is reset as a whole")
    }
    let root = Field(node, file: files[0], code: .data)
    guard let field = try root.optional("services") else {
      let looksOld = try root.entries().contains { _, value in
        ["image", "build"].contains { (try? value.optional($0)) ?? nil != nil }
      }
      throw root.failure(
        "has no services",
        hint: looksOld
          ? "it has the form of compose version 1; put its services under a key services:" : nil)
    }
    let lines = Dictionary(
      Self.entries(field.node).map { ($0.key, $0.line) }, uniquingKeysWith: { first, _ in first })
    guard lines.count <= Self.maximumServices else {
      throw field.failure("has more than \(Self.maximumServices) services")
    }
    if interpolates { try ComposeValidation(root, hasUnset: !unset.isEmpty).check() }
    let services = try field.entries().map { name, definition in
      try ComposeService(name, line: lines[name] ?? definition.line, definition)
    }.sorted { $0.name < $1.name }
    func isActive(_ service: ComposeService) -> Bool {
      service.profiles.isEmpty || profiles.contains("*")
        || !profiles.isDisjoint(with: service.profiles)
    }
    return ComposeProject(
      services: services.filter(isActive),
      inactiveServices: services.filter { !isActive($0) }.map(\.name),
      volumes: try ComposeService.entries(root, "volumes").map(\.key),
      networks: try ComposeService.entries(root, "networks").map(\.key),
      internalNetworks: ComposeProject.internalNetworks(node),
      definition: node, variables: known, unsetVariables: unset, files: files)
  }
}
