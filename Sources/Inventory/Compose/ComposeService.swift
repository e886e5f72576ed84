import Documents

/// One service of a compose project, after files are merged and variables replaced.
public struct ComposeService: Sendable {
  public let name: String
  /// Everything that the files say of it, in the long forms.
  public let definition: Field
  public let evidence: Evidence
  /// nil where it is only built.
  public let image: ImageReference?
  public let build: ServiceBuild?
  public let ports: [ServicePort]
  public let mounts: [ServiceMount]
  /// In the order of the files.
  public let environment: [EnvironmentVariable]
  public let dependencies: [ServiceDependency]
  /// The words of the command that the files give; a text is split as a shell would, without
  /// expanding anything. nil where the image's own counts.
  public let command: [String]?
  public let entrypoint: [String]?
  /// Names of the profiles that it belongs to; empty where it always runs.
  public let profiles: [String]
  public let resources: ServiceResources

  public struct EnvironmentVariable: Sendable {
    public let name: String
    /// nil where it is taken from the environment of whoever starts the project.
    public let value: String?
    public let evidence: Evidence
  }

  init(_ name: String, line: Int, _ definition: Field) throws {
    self.name = name
    self.definition = definition
    evidence = Evidence(file: definition.file, line: line)
    image = try definition.optional("image")?.scalarText.map(ImageReference.init)
    build = try definition.optional("build").map(ServiceBuild.init)
    ports =
      try Self.list(definition, "ports").compactMap { try ServicePort($0, isPublished: true) }
      + Self.list(definition, "expose").compactMap { try ServicePort($0, isPublished: false) }
    mounts =
      try Self.list(definition, "volumes").compactMap(ServiceMount.init)
      + Self.list(definition, "tmpfs").compactMap { field in
        field.scalarText.map { ServiceMount(tmpfs: field, target: $0) }
      }
    environment = try Self.entries(definition, "environment").map { name, field in
      EnvironmentVariable(name: name, value: field.scalarText, evidence: Evidence(field))
    }
    dependencies = try Self.entries(definition, "depends_on").map { name, field in
      ServiceDependency(
        service: name, condition: try field.optional("condition")?.scalarText ?? "service_started",
        evidence: Evidence(field))
    }
    command = try definition.optional("command").map(Self.words)
    entrypoint = try definition.optional("entrypoint").map(Self.words)
    profiles = try Self.list(definition, "profiles").compactMap(\.scalarText)
    resources = try ServiceResources(definition)
  }

  static func list(_ field: Field, _ key: String) throws -> [Field] {
    try field.optional(key)?.elements() ?? []
  }

  static func entries(_ field: Field, _ key: String) throws -> [(key: String, field: Field)] {
    try field.optional(key)?.entries() ?? []
  }

  private static func words(_ field: Field) throws -> [String] {
    guard let text = field.scalarText else { return try field.elements().compactMap(\.scalarText) }
    return ShellWords.split(text)
  }
}

/// Another service that must have begun, or be well, before one starts.
public struct ServiceDependency: Sendable {
  public let service: String
  /// `service_started`, `service_healthy` or `service_completed_successfully`.
  public let condition: String
  public let evidence: Evidence
}

/// How the image of a service is made.
public struct ServiceBuild: Sendable {
  /// The folder that is sent to the builder, as written; nil where there is none.
  public let context: String?
  /// As written, seen from the context; nil for `Dockerfile`.
  public let dockerfile: String?
  /// The stage that is built; nil for the last.
  public let target: String?
  public let arguments: [(name: String, value: String?)]
  public let evidence: Evidence

  init(_ field: Field) throws {
    context = try field.optional("context")?.scalarText
    dockerfile = try field.optional("dockerfile")?.scalarText
    target = try field.optional("target")?.scalarText
    arguments = try ComposeService.entries(field, "args").map { ($0.key, $0.field.scalarText) }
    evidence = Evidence(field)
  }
}
