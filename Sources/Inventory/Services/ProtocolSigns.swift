import Documents

/// Looks for signs of protocols: the table `protocols.csv`.
struct ProtocolSigns: Sendable {
  private struct Row: Sendable {
    let pattern: String
    let name: String
  }

  private var rows: [String: [Row]] = [:]

  init() throws {
    let table = try DataFile.table("protocols.csv", columns: ["where", "pattern", "protocol"])
    for row in table.rows {
      rows[try row["where"].string(), default: []].append(
        Row(pattern: try row["pattern"].string(), name: try row["protocol"].string()))
    }
  }

  /// Signs in what compose, the image and the start command say.
  ///
  /// - Parameter isServer: whether the start command is that of a web server.
  func signs(
    _ compose: ComposeService, _ dockerfile: ServiceDockerfile?,
    process: (words: [String], evidence: Evidence?), ports: [ListeningPort], isServer: Bool
  ) -> ServiceProtocol {
    var result = ServiceProtocol()
    func look(_ place: String, _ text: String, _ evidence: Evidence) {
      for row in rows[place] ?? [] where text.contains(row.pattern) {
        result.add(row.name, evidence)
      }
    }
    func look(_ place: String, _ key: String) {
      guard let field = (try? compose.definition.optional(key)) ?? nil else { return }
      look(place, Self.text(field), Evidence(field))
    }
    look("platform", "platform")
    look("platform", "runtime")
    if let field = (try? compose.definition.optional("healthcheck")?.optional("test")) ?? nil {
      look("health", Self.text(field), Evidence(field))
    }
    if let dockerfile {
      let file = dockerfile.dockerfile.file
      for stage in dockerfile.chain {
        look("image", stage.base.lowercased(), Evidence(file: file, line: stage.line))
        look("platform", stage.platform ?? "", Evidence(file: file, line: stage.line))
        for check in stage.instructions where check.keyword == "HEALTHCHECK" {
          look("health", check.arguments, Evidence(file: file, line: check.line))
        }
      }
    } else if let image = ((try? compose.definition.optional("image")) ?? nil)?.scalarText {
      look("image", image.lowercased(), compose.evidence)
    }
    for port in ports where port.target.count == 1 && port.transport == "tcp" {
      for row in rows["port"] ?? [] where row.pattern == String(port.target.lowerBound) {
        result.add(row.name, port.evidence)
      }
    }
    guard let evidence = process.evidence else { return result }
    let words = process.words.joined(separator: " ")
    let before = result.others.count
    // A uwsgi that is told to speak HTTP does so.
    if !words.contains("--http") { look("command", words, evidence) }
    if isServer, result.others.count == before { result.add("http", evidence) }
    return result
  }

  /// Signs in packages, each name exactly.
  func look(at packages: [DependencyPackage], _ result: inout ServiceProtocol) {
    if !packages.isEmpty { result.hasReadCode = true }
    for package in packages where !package.isDevelopment {
      for row in rows["package"] ?? [] where row.pattern == package.name {
        result.add(row.name, package.evidence, isListed: true)
      }
    }
  }

  /// Signs in the lines of code and of lists that are not read otherwise.
  func look(at code: SourceTree.Result, _ result: inout ServiceProtocol) {
    result.hasReadCode = result.hasReadCode || !code.files.isEmpty
    result.isCutShort = result.isCutShort || code.isCutShort
    for (file, bytes) in code.files {
      for row in rows["text"] ?? [] {
        guard let line = SourceTree.line(of: row.pattern, in: bytes) else { continue }
        result.add(row.name, Evidence(file: file, line: line))
      }
    }
  }

  private static func text(_ field: Field) -> String {
    field.scalarText
      ?? ((try? field.elements()) ?? []).compactMap(\.scalarText).joined(separator: " ")
  }
}
