import Documents
import Units

/// What well-known images are for: the table `image-roles.csv`. An image stands there by its name
/// alone, by its namespace and name, or as `_/name` where only Docker's official one is meant.
struct ImageRoles: Sendable {
  struct Entry: Sendable {
    let role: ServiceRole
    /// What people call it.
    let name: String
    let port: Int?
    let dataDirectories: [String]
  }

  private var entries: [String: Entry] = [:]
  /// Those with `*` for any characters, the closest first.
  private var patterns: [(pattern: GlobPattern, entry: Entry)] = []

  init() throws {
    let table = try DataFile.table("image-roles.csv", columns: ["image", "role", "name"])
    for row in table.rows {
      let image = try row["image"].string()
      let entry = Entry(
        role: try row["role"].choice(), name: try row["name"].string(),
        port: try row.optional("port").flatMap { Int(try $0.string()) },
        dataDirectories: try row.optional("data_directory")?.string().split(separator: " ")
          .map(String.init) ?? [])
      let pattern = GlobPattern(image)
      if pattern.isExact { entries[image] = entry } else { patterns.append((pattern, entry)) }
    }
    patterns.sort { $0.pattern.statedLength > $1.pattern.statedLength }
  }

  /// What an image is for; nil where the table does not have it.
  func entry(for image: ImageReference) -> Entry? {
    let repository = image.repository.lowercased()
    let name = image.name.lowercased()
    let official = repository == name ? entries["_/\(name)"] : nil
    if let entry = official ?? entries[repository] ?? entries[name] { return entry }
    for text in [repository, name] {
      if let found = patterns.first(where: { $0.pattern.describes(text) }) { return found.entry }
    }
    return entry(forWords: name)
  }

  /// An image that is named after another: `mysql-server`, `postgres-with-extensions`.
  private func entry(forWords name: String) -> Entry? {
    let words = name.split { $0 == "-" || $0 == "_" }.map(String.init)
    guard words.count > 1, let first = words.first else { return nil }
    if words.contains("exporter") {
      return Entry(role: .observability, name: name, port: nil, dataDirectories: [])
    }
    if words.contains(where: Self.toolWords.contains) { return nil }
    return entries[first].flatMap { $0.role == .application ? nil : $0 }
  }

  /// Words of images that are something beside the one that they are named after.
  private static let toolWords: Set<String> = [
    "admin", "api", "app", "backup", "cli", "client", "commander", "console", "dashboard", "demo",
    "example", "express", "gui", "manager", "operator", "sample", "ui", "web",
  ]

  /// What keeps its data in a folder that no other software uses; nil where none does.
  func entry(keepingDataIn folder: String) -> Entry? {
    guard folder.hasPrefix("/var/lib/") || folder == "/data/db" else { return nil }
    return entries.sorted { $0.key < $1.key }.map(\.value).first { entry in
      entry.role != .application
        && entry.dataDirectories.contains { folder == $0 || folder.hasPrefix($0 + "/") }
    }
  }
}
