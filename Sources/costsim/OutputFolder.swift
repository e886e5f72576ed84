import Glibc
import Pricing
import Units

/// A folder that is written to, all files or none.
struct OutputFolder {
  let path: String

  /// Throws `.usage` for an empty name and `.cannotCreate` where it is a file.
  ///
  /// - Parameter flag: what names the folder, for messages.
  init(_ path: String, flag: String) throws {
    guard !path.isEmpty else { throw Failure(.usage, "the name of --\(flag) is empty") }
    if OutputFile.exists(path), !Self.isFolder(path) {
      throw Failure(.cannotCreate, "cannot write to \(path): it is not a folder")
    }
    self.path = path
  }

  /// The price files with those that are already in the folder.
  func priceFiles() throws -> PriceFiles {
    guard OutputFile.exists(path), try !isWithoutFiles() else { return .embedded }
    return try PriceFiles(folder: path)
  }

  private func isWithoutFiles() throws -> Bool {
    guard let names = Folder.names(in: path) else {
      throw Failure(
        .noInput, "cannot read the folder \(path): \(String(cString: strerror(errno)))")
    }
    return try names.allSatisfy { name in
      let inner = "\(path)/\(name)"
      guard Self.isFolder(inner) else { return !Self.isPriceFile(name) }
      guard let files = Folder.names(in: inner) else {
        throw Failure(
          .noInput, "cannot read the folder \(inner): \(String(cString: strerror(errno)))")
      }
      return !files.contains(where: Self.isPriceFile)
    }
  }

  private static func isPriceFile(_ name: String) -> Bool {
    name.hasSuffix(".json") || name.hasSuffix(".csv")
  }

  /// Throws `.cannotCreate` where files of these paths are there already and must not be replaced,
  /// or are links, which would lead the writing elsewhere.
  func check(_ paths: [String], mayReplace: Bool) throws {
    for name in paths {
      var status = stat()
      guard lstat("\(path)/\(name)", &status) == 0 else { continue }
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw Failure(.cannotCreate, "\(path)/\(name) is there already, and is no plain file")
      }
      guard mayReplace else {
        throw Failure(
          .cannotCreate, "\(path)/\(name) is there already", hint: "--force replaces it")
      }
    }
  }

  /// Writes the files by their paths in the folder. No name is given before all bytes are on disk.
  ///
  /// Throws `.cannotCreate` or `.inputOutput`, and leaves what was there.
  func write(_ files: [(path: String, bytes: [UInt8])]) throws {
    var made: [String] = []
    var written: [OutputFile] = []
    do {
      for file in files {
        let target = "\(path)/\(file.path)"
        made += try Self.makeFolders(above: target)
        let output = try OutputFile(target)
        try output.write(file.bytes)
        written.append(output)
      }
    } catch {
      for output in written { output.discard() }
      for folder in made.reversed() { rmdir(folder) }
      throw error
    }
    for (index, output) in written.enumerated() {
      do {
        try output.commit()
      } catch {
        for rest in written[(index + 1)...] { rest.discard() }
        throw error
      }
    }
  }

  /// The folders that had to be made, the outermost first.
  private static func makeFolders(above file: String) throws -> [String] {
    var made: [String] = []
    for end in file.indices where file[end] == "/" && end != file.startIndex {
      let folder = String(file[..<end])
      guard !OutputFile.exists(folder) else { continue }
      guard mkdir(folder, 0o777) == 0 else {
        let reason = String(cString: strerror(errno))
        for folder in made.reversed() { rmdir(folder) }
        throw Failure(.cannotCreate, "cannot create the folder \(folder): \(reason)")
      }
      made.append(folder)
    }
    return made
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
