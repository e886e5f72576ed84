import Foundation

/// Writes a Swift file that holds the given text files as static strings.
///
/// Arguments: the folder that paths are named from, the Swift file to write, the files to embed.
/// Static strings, because a large array literal of bytes takes the compiler minutes.
func embed(folder: String, output: String, files: [String]) throws {
  var source = """
    /// The data files of this module, as they were when this binary was built.
    let embeddedFiles: [(path: String, text: StaticString)] = [

    """
  for file in files {
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let name = file.dropFirst(folder.count + 1)
    source += "  (\"\(name)\", ###\"\"\"\n\(text)\n\"\"\"###),\n"
  }
  source += "]\n"
  try source.write(toFile: output, atomically: true, encoding: .utf8)
}

let arguments = CommandLine.arguments.dropFirst()
guard arguments.count >= 2 else {
  FileHandle.standardError.write(Data("usage: EmbedFiles FOLDER OUTPUT FILE…\n".utf8))
  exit(64)
}
try embed(
  folder: arguments[1], output: arguments[2], files: Array(arguments.dropFirst(2)))
