import Advisor
import Artifacts
import Documents
import Glibc
import Inventory
import Units

/// Writes the files of `--artifacts`.
struct ArtifactWriter {
  private let values: OptionValues
  private let files: [String]
  private let folder: OutputFolder

  /// nil where none are asked for.
  init?(values: OptionValues, files: [String]) throws {
    guard let path = values.text("artifacts") else { return nil }
    self.values = values
    self.files = files
    folder = try OutputFolder(path, flag: "artifacts")
  }

  /// The files that were written, and for which services none were; throws, and writes nothing, where one is there already
  /// and `--force` is not given.
  func write(_ checklist: Checklist) throws -> WrittenArtifacts {
    let deployment = DeploymentPlan(checklist, paths: try paths, composition: composition)
      .deployment
    let artifacts = ArtifactSet.files(of: deployment)
    try folder.check(artifacts.map(\.path), mayReplace: values.has("force"))
    try folder.write(artifacts)
    return WrittenArtifacts(
      paths: artifacts.map { "\(folder.path)/\($0.path)" }, omitted: deployment.omitted,
      volumes: deployment.containers.reduce(0) { $0 + $1.volumes.count })
  }

  /// The project with its variables as they are written, so that no value of one ends in a file; nil
  /// where its files cannot be merged so, as where the name of an included file is a variable.
  private var composition: Node? {
    try? ComposeReader.read(
      files, projectFolder: values.text("project-directory"),
      environmentFiles: values.texts("env-file"), profiles: ["*"], interpolates: false
    ).definition
  }

  private var paths: ArtifactPaths {
    get throws {
      let project = values.text("project-directory") ?? OutputFile.folder(of: files[0])
      return ArtifactPaths(
        artifacts: Self.absolute(folder.path), project: project, current: Self.absolute("."))
    }
  }

  /// Without links as far as it exists.
  private static func absolute(_ path: String) -> String {
    if let real = realpath(path, nil) {
      defer { free(real) }
      return String(cString: real)
    }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let parent = OutputFile.folder(of: path.hasSuffix("/") ? String(path.dropLast()) : path)
    return absolute(parent) + "/" + name
  }
}
