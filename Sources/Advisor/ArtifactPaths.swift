/// Where artefacts are written, seen from the project and back.
public struct ArtifactPaths: Sendable {
  /// Absolute folders without links.
  private let artifacts: [Substring]
  private let projectFolder: String
  /// The folder that the program runs in.
  private let current: String

  /// - Parameters: absolute paths without `.` and `..`.
  public init(artifacts: String, project: String, current: String) {
    self.artifacts = artifacts.split(separator: "/")
    projectFolder = project
    self.current = current
  }

  /// The project's folder, seen from the artefacts'.
  var project: String { Self.relative(from: artifacts, to: parts(projectFolder)) }

  /// A folder, seen from the artefacts'.
  func from(_ folder: String) -> String { Self.relative(from: artifacts, to: parts(folder)) }

  /// The folder of the artefacts, seen from another.
  func back(to folder: String) -> String { Self.relative(from: parts(folder), to: artifacts) }

  private func parts(_ path: String) -> [Substring] {
    var result: [Substring] = []
    for part in (path.hasPrefix("/") ? path : current + "/" + path).split(separator: "/") {
      if part == ".." { _ = result.popLast() } else if part != "." { result.append(part) }
    }
    return result
  }

  private static func relative(from: [Substring], to: [Substring]) -> String {
    let shared = zip(from, to).prefix { $0 == $1 }.count
    let up = Array(repeating: "..", count: from.count - shared)
    let path = up + to.dropFirst(shared).map(String.init)
    return path.isEmpty ? "." : path.joined(separator: "/")
  }
}
