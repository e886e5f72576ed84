import Documents

/// A secret that a container reads from a file.
public struct SecretFile: Hashable, Sendable {
  /// What artefacts call the secret, as the name of a variable.
  public let name: String
  /// The file in the container.
  public let path: String

  /// A secret with the file that it is read from.
  public init(name: String, path: String) {
    self.name = name
    self.path = path
  }

  /// The folder and the name of the file.
  var parts: (folder: String, file: String) {
    let parts = path.split(separator: "/")
    return ("/" + parts.dropLast().joined(separator: "/"), parts.last.map(String.init) ?? path)
  }
}

/// A file with a secret that is there today and that nothing mounts where the service moves.
public struct UnmountedSecret: Hashable, Sendable {
  public let service: String
  public let path: String
  /// The variable that has the value of the secret there; nil where none has.
  public let variable: String?
  /// Variables whose value is the path.
  public let namedBy: [String]

  /// A file that is not there, and what names it.
  public init(service: String, path: String, variable: String?, namedBy: [String]) {
    self.service = service
    self.path = path
    self.variable = variable
    self.namedBy = namedBy
  }
}

/// Secrets as volumes: each folder a projected one on Kubernetes
/// (https://kubernetes.io/docs/concepts/storage/projected-volumes/), one secret in a folder on Cloud
/// Run (https://cloud.google.com/run/docs/configuring/services/secrets, seen 2026-11-27).
extension ServiceManifest {
  /// Folders with their secrets, in alphabetical order.
  private var folders: [(folder: String, files: [SecretFile])] {
    Dictionary(grouping: unit.secretFiles) { $0.parts.folder }.sorted { $0.key < $1.key }
      .map { ($0.key, $0.value) }
  }

  /// What a container mounts; nil for nothing.
  var secretMounts: Node? {
    guard !folders.isEmpty else { return nil }
    return .list(
      folders.enumerated().map { number, folder in
        .mapping([
          ("name", .text("secrets-\(number)")), ("mountPath", .text(folder.folder)),
          ("readOnly", isCloudRun ? nil : .flag(true)),
        ])
      })
  }

  /// The volumes of a pod; nil for none.
  var secretVolumes: Node? {
    guard !folders.isEmpty else { return nil }
    return .list(
      folders.enumerated().map { number, folder in
        let sources = folder.files.map { file in
          Node.mapping([
            (isCloudRun ? "secretName" : "name", .text(secretName(file.name))),
            (
              "items",
              .list([
                .mapping([
                  ("key", .text(secretKey)), ("path", .text(file.parts.file)),
                ])
              ])
            ),
          ])
        }
        return .mapping([
          ("name", .text("secrets-\(number)")),
          isCloudRun
            ? ("secret", sources[0])
            : (
              "projected",
              .mapping([("sources", .list(sources.map { .mapping([("secret", $0)]) }))])
            ),
        ])
      })
  }
}
