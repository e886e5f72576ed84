import Artifacts
import Inventory
import Units

/// The files that a service reads secrets from, and what becomes of them where it moves.
struct SecretFiles {
  private let service: InventoriedService
  private let form: DeploymentForm?
  private let all: [SecretFile]

  /// - Parameter form: that of the service's artefact.
  init(_ service: InventoriedService, form: DeploymentForm?) {
    self.service = service
    self.form = form
    let mounts = ((try? service.compose.definition.optional("secrets")?.elements()) ?? nil) ?? []
    all = mounts.compactMap { mount in
      let source = mount.scalarText ?? ((try? mount.optional("source")?.scalarText) ?? nil)
      guard let source else { return nil }
      let target = ((try? mount.optional("target")?.scalarText) ?? nil) ?? source
      return SecretFile(
        name: SecretVariables.identifier(source),
        path: target.hasPrefix("/") ? target : Self.folder + target)
    }.uniqued()
  }

  /// Where compose mounts secrets (compose specification, "secrets").
  private static let folder = "/run/secrets/"

  /// Those that the artefact mounts as files. Cloud Run mounts one secret in a folder
  /// (https://cloud.google.com/run/docs/configuring/services/secrets, seen 2026-11-27).
  var mounted: [SecretFile] {
    switch form {
    case .knativeService: return all
    case .cloudRunService:
      return all.filter { file in all.count { Self.folder(of: $0) == Self.folder(of: file) } == 1 }
    case .lambdaFunction, .ecsTask, nil: return []
    }
  }

  private static func folder(of file: SecretFile) -> String {
    file.path.split(separator: "/").dropLast().joined(separator: "/")
  }

  /// Names of variables that have the values of the others.
  var variables: [String] {
    let mounted = Set(mounted)
    return all.filter { !mounted.contains($0) }.map(\.name).uniqued()
  }

  /// Files that the service reads, or that its variables name, and that nothing mounts.
  var unmounted: [UnmountedSecret] {
    let mounted = Set(mounted.map(\.path))
    let named = service.environment.compactMap(\.value).filter { $0.hasPrefix(Self.folder) }
    return (all.map(\.path) + named).uniqued().filter { !mounted.contains($0) }.map { path in
      UnmountedSecret(
        service: service.name, path: path, variable: all.first { $0.path == path }?.name,
        namedBy: service.environment.filter { $0.value == path }.map(\.name))
    }
  }
}
