import Documents
import Units

/// The services of a compose project, with what their files tell of them.
public struct ProjectInventory: Sendable {
  public let project: ComposeProject
  /// In the order of the project.
  public let services: [InventoriedService]
  /// Files that belong to services and could not be read.
  public let problems: [InventoryProblem]
  private let sources: [String: SourceText]

  /// Reads a project's compose files and what they lead to.
  ///
  /// - Parameters: as those of `ComposeReader.read`.
  /// - Throws: `Failure` with file and line where a compose file cannot be read; what belongs to a
  ///   single service becomes one of `problems` instead.
  public static func read(
    _ paths: [String], projectFolder: String? = nil, environmentFiles: [String] = [],
    profiles: [String] = []
  ) throws -> ProjectInventory {
    let project = try ComposeReader.read(
      paths, projectFolder: projectFolder, environmentFiles: environmentFiles, profiles: profiles)
    let directory = projectFolder ?? FilePath.folder(of: paths.first ?? ".")
    var reader = try ServiceReader(project, folder: ProjectFolder(directory), directory, paths)
    let services = try reader.services()
    return ProjectInventory(
      project: project, services: services, problems: reader.problems, sources: reader.sources)
  }

  /// The lines of compose files and Dockerfiles that hold a text.
  public func lines(with text: String) -> [(place: Evidence, line: String)] {
    sources.sorted { $0.key < $1.key }.flatMap { file, source in
      source.lines(with: text).map { (Evidence(file: file, line: $0.number), $0.line) }
    }
  }

  /// A compose file or a Dockerfile as a whole; nil of any other.
  public func text(of file: String) -> String? { sources[file]?.text }

  /// A line of a compose file or a Dockerfile as it is written; nil of any other.
  public func line(at evidence: Evidence) -> String? {
    sources[evidence.file]?.line(evidence.line)
  }
}

/// A file that belongs to a service and could not be read.
public struct InventoryProblem: Hashable, Sendable {
  public let file: String
  public let message: String
}
