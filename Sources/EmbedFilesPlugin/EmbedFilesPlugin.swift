import Foundation
import PackagePlugin

/// Compiles data files into the target that uses this plugin: those under the package's `pricing/`
/// into `Pricing`, those of its own folder `Data` into any other.
@main
struct EmbedFilesPlugin: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
    let folder =
      target.name == "Pricing"
      ? context.package.directoryURL.appending(path: "pricing")
      : target.directoryURL.appending(path: "Data")
    let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    let files = (found?.compactMap { $0 as? URL } ?? [])
      .filter { ["json", "csv"].contains($0.pathExtension) }
      .sorted { $0.path < $1.path }
    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedFiles.swift")
    return [
      .buildCommand(
        displayName: "Embedding the data of \(target.name)",
        executable: try context.tool(named: "EmbedFiles").url,
        arguments: [folder.path, output.path] + files.map(\.path),
        inputFiles: files, outputFiles: [output])
    ]
  }
}
