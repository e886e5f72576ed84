import Rendering

/// The files that a migration begins with.
public enum ArtifactSet {
  /// Paths within a folder, with their bytes, in alphabetical order.
  public static func files(of deployment: Deployment) -> [(path: String, bytes: [UInt8])] {
    let names = UnitNames(
      deployment.functions.map(\.name) + deployment.containers.map(\.name))
    let containers = deployment.containers.map { ($0, names.plain[$0.name] ?? "") }
    var files: [(path: String, bytes: [UInt8])] = deployment.functions.map { unit in
      (
        "\(names.plain[unit.name] ?? "").lambda.Dockerfile",
        Array(LambdaDockerfile(unit: unit).text.utf8)
      )
    }
    files += containers.filter { [.cloudRunService, .knativeService].contains($0.0.form) }
      .map { ServiceManifest(unit: $0, name: $1).file }
    let single: [(String, [UInt8]?)] = [
      ("template.yaml", SAMTemplate.bytes(deployment, names)),
      ("main.tf", TerraformFile.bytes(deployment, names)),
      ("compose.hybrid.yaml", HybridCompose.bytes(deployment)),
      ("cilium-policy.yaml", ServiceManifest.policy(containers.map { (unit: $0, name: $1) })),
      (
        "NETWORK.md",
        Array(
          ("# Network and rights\n\n"
            + MarkdownRenderer().render(
              NetworkNotes(deployment: deployment, names: names).report)).utf8)
      ),
    ]
    files += single.compactMap { path, bytes in bytes.map { (path, $0) } }
    return files.sorted { $0.path < $1.path }
  }
}
