import Documents
import Glibc
import Units

/// The price files: those compiled into the binary, and those of a user's folder that take the place
/// of the ones with the same path or come beside them.
public struct PriceFiles: Sendable {
  /// The user's folder; nil where there is none.
  private let folder: String?
  /// Paths of the user's files.
  private let ownPaths: Set<String>
  /// Paths of the platform files (`aws/lambda.json`), in alphabetical order.
  public let platformPaths: [String]
  /// Paths of the files that map feeds (`aws/price-list.feed.json`), in alphabetical order.
  public let feedPaths: [String]
  /// Paths of the CSV files, in alphabetical order.
  private let tablePaths: [String]
  /// Files that take the place of those on disk.
  private var replacements: [String: [UInt8]] = [:]

  /// The files that this binary was built with.
  public static let embedded = PriceFiles(folder: nil, ownPaths: [])

  private init(folder: String?, ownPaths: [String]) {
    self.folder = folder
    self.ownPaths = Set(ownPaths)
    let paths = self.ownPaths.union(embeddedFiles.map(\.path)).sorted()
    feedPaths = paths.filter { $0.hasSuffix(".feed.json") }
    platformPaths = paths.filter { $0.hasSuffix(".json") && !$0.hasSuffix(".feed.json") }
    tablePaths = paths.filter { $0.hasSuffix(".csv") }
  }

  /// With the files of a folder that is laid out like `pricing/`: `PROVIDER/PLATFORM.json`.
  ///
  /// Throws `.noInput` where the folder cannot be read or holds no price file.
  public init(folder: String) throws {
    let found = try Self.names(in: folder).flatMap { name -> [String] in
      let path = "\(folder)/\(name)"
      guard Self.isFolder(path) else { return [name] }
      return try Self.names(in: path).map { "\(name)/\($0)" }
    }.filter { $0.hasSuffix(".json") || $0.hasSuffix(".csv") }
    guard !found.isEmpty else {
      throw Failure(
        .noInput, "\(folder) holds no price files",
        hint: "it is laid out like pricing/: a folder for each provider with PLATFORM.json and "
          + "PLATFORM.csv")
    }
    self.init(folder: folder, ownPaths: found)
  }

  /// The folders that hold a table of this name, in alphabetical order.
  func folders(with table: String) -> [String] {
    tablePaths.filter { $0.hasSuffix("/" + table) }.map {
      String($0.dropLast(table.utf8.count + 1))
    }
  }

  /// Tables of a provider that no platform names.
  private static let providerTables = [RegionTable.fileName, CarbonFactors.fileName]

  /// CSV files that no platform file names and that stand beside no platform file of their name.
  func orphanedTables() throws -> [String] {
    let claims = try platformPaths.map { String(decoding: try read($0), as: UTF8.self) }
    return tablePaths.filter { path in
      let name = path.split(separator: "/").last.map(String.init) ?? path
      return !Self.providerTables.contains(name)
        && !platformPaths.contains(path.dropLast(3) + "json")
        && !claims.contains { $0.contains("\"\(name)\"") }
    }
  }

  /// The name of a file for messages.
  public func name(of path: String) -> String {
    guard let folder, ownPaths.contains(path) else { return "pricing/\(path)" }
    return "\(folder)/\(path)"
  }

  /// These files with others in the place of some of them.
  public func replacing(_ files: [(path: String, bytes: [UInt8])]) -> PriceFiles {
    var replaced = self
    for file in files { replaced.replacements[file.path] = file.bytes }
    return replaced
  }

  /// The bytes of a file; throws `.configuration` where there is none.
  public func read(_ path: String) throws -> [UInt8] {
    if let replacement = replacements[path] { return replacement }
    if ownPaths.contains(path) {
      return try FileBytes.read(name(of: path), code: .configuration)
    }
    guard let file = embeddedFiles.first(where: { $0.path == path }) else {
      throw Failure(
        .configuration,
        "\(folder.map { "\($0)/\(path)" } ?? name(of: path)): there is no such price file"
      )
    }
    return Array(
      UnsafeBufferPointer(start: file.text.utf8Start, count: file.text.utf8CodeUnitCount))
  }

  /// A table in the folder of the file `path`, which has at least these columns.
  func table(_ file: String, besides path: String, columns: [String]) throws -> CSVTable {
    guard !file.contains("/") else {
      throw Failure(.configuration, "\(name(of: path)): file \"\(file)\" is not a plain file name")
    }
    let folder = path.split(separator: "/").dropLast().map { $0 + "/" }.joined()
    return try CSVTable(
      try read(folder + file), file: name(of: folder + file), requiring: columns)
  }

  private static func names(in folder: String) throws -> [String] {
    guard let names = Folder.names(in: folder) else {
      throw Failure(
        .noInput, "cannot read the folder \(folder): \(String(cString: strerror(errno)))")
    }
    return names
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
