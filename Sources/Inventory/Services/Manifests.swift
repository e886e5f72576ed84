import Documents
import Units

/// Reads the files that list the packages of a service's code.
struct Manifests {
  /// The largest file in bytes; larger ones are passed over.
  static let largestFile = 4 << 20

  let folder: ProjectFolder

  struct Result {
    var packages: [DependencyPackage] = []
    var hasManifest = false
    var problems: [InventoryProblem] = []
  }

  /// Those in a folder itself, not in the ones below.
  func read(in path: String) -> Result {
    var result = Result()
    for (name, parse) in Self.forms {
      let file = FilePath.join(path, name)
      guard folder.hasFile(file) else { continue }
      result.hasManifest = true
      do {
        let bytes = try folder.read(file)
        guard bytes.count <= Self.largestFile,
          let text = String(validating: bytes, as: UTF8.self)
        else {
          throw Failure(.data, "\(visibleText(file)): it is no UTF-8 text of at most 4 MiB")
        }
        result.packages += try parse(text, file)
      } catch let failure as Failure {
        result.problems.append(InventoryProblem(file: file, message: failure.message))
      } catch {
        result.problems.append(InventoryProblem(file: file, message: "\(error)"))
      }
    }
    return result
  }

  private typealias Parser = @Sendable (String, String) throws -> [DependencyPackage]

  private static let forms: [(String, Parser)] = [
    ("requirements.txt", { requirements($0, $1, isDevelopment: false) }),
    ("requirements-dev.txt", { requirements($0, $1, isDevelopment: true) }),
    ("requirements/base.txt", { requirements($0, $1, isDevelopment: false) }),
    ("requirements/production.txt", { requirements($0, $1, isDevelopment: false) }),
    ("package.json", { try packageJSON($0, $1) }),
    ("composer.json", { try composerJSON($0, $1) }),
    ("go.mod", { goModule($0, $1) }),
    ("Gemfile", { gemfile($0, $1) }),
    ("Cargo.toml", { cargo($0, $1) }),
  ]

  private static func lines(_ text: String) -> [(number: Int, text: Substring)] {
    text.split(omittingEmptySubsequences: false) { $0.isNewline }.enumerated().map {
      ($0.offset + 1, $0.element)
    }
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var rest = text.drop { $0.isWhitespace }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return rest
  }

  // MARK: Python

  /// PEP 508 requirements, one a line; flags and addresses are passed over.
  private static func requirements(
    _ text: String, _ file: String, isDevelopment: Bool
  ) -> [DependencyPackage] {
    lines(text).compactMap { number, line in
      let line = trimmed(line.prefix { $0 != "#" && $0 != ";" })
      let name = line.prefix { $0.isLetter || $0.isNumber || "._-".contains($0) }
      guard !name.isEmpty, !name.hasPrefix("-"), !name.hasPrefix("."),
        !line.dropFirst(name.count).hasPrefix(":")
      else { return nil }
      let version = line.dropFirst(name.count).drop {
        $0 != "=" && $0 != ">" && $0 != "<" && $0 != "~"
      }
      .prefix { !$0.isWhitespace }
      return DependencyPackage(
        name: name.lowercased().split { $0 == "_" || $0 == "." }.joined(separator: "-"),
        version: version.isEmpty ? nil : String(version), ecosystem: .pypi,
        isDevelopment: isDevelopment, evidence: Evidence(file: file, line: number))
    }
  }

  // MARK: JSON

  private static func packageJSON(_ text: String, _ file: String) throws -> [DependencyPackage] {
    try json(
      text, file, .npm, sections: [("dependencies", false), ("devDependencies", true)])
  }

  private static func composerJSON(_ text: String, _ file: String) throws -> [DependencyPackage] {
    try json(text, file, .composer, sections: [("require", false), ("require-dev", true)])
      .filter { $0.name.contains("/") }
  }

  private static func json(
    _ text: String, _ file: String, _ ecosystem: DependencyPackage.Ecosystem,
    sections: [(key: String, isDevelopment: Bool)]
  ) throws -> [DependencyPackage] {
    let root = Field(try JSONReader.read(Array(text.utf8), file: file), file: file, code: .data)
    return try sections.flatMap { section in
      try root.optional(section.key)?.entries().map { name, value in
        DependencyPackage(
          name: name, version: value.scalarText, ecosystem: ecosystem,
          isDevelopment: section.isDevelopment, evidence: Evidence(value))
      } ?? []
    }
  }

  // MARK: Lines

  /// `require` lines and blocks of a Go module file.
  private static func goModule(_ text: String, _ file: String) -> [DependencyPackage] {
    var isInBlock = false
    return lines(text).compactMap { number, line in
      var words = line.prefix { $0 != "/" || !line.contains("//") }.isEmpty ? [] : Self.words(line)
      if words.first == "require", words.count == 2, words[1] == "(" {
        isInBlock = true
        return nil
      }
      if words.first == ")" { isInBlock = false }
      if words.first == "require" { words.removeFirst() } else if !isInBlock { return nil }
      guard words.count >= 2, words[1].hasPrefix("v") else { return nil }
      return DependencyPackage(
        name: words[0], version: words[1], ecosystem: .go, isDevelopment: false,
        evidence: Evidence(file: file, line: number))
    }
  }

  private static func words(_ line: Substring) -> [String] {
    let code = line.firstRange(of: "//").map { line[..<$0.lowerBound] } ?? line
    return code.split { $0.isWhitespace }.map(String.init)
  }

  /// `gem "name", "version"` lines; a group of development or test counts as development.
  private static func gemfile(_ text: String, _ file: String) -> [DependencyPackage] {
    var isDevelopment = false
    return lines(text).compactMap { number, line in
      let line = trimmed(line.prefix { $0 != "#" })
      if line.hasPrefix("group ") {
        isDevelopment = line.contains(":development") || line.contains(":test")
      }
      if line == "end" { isDevelopment = false }
      guard line.hasPrefix("gem ") else { return nil }
      let texts = line.split(omittingEmptySubsequences: false) { $0 == "\"" || $0 == "'" }
      guard texts.count > 1 else { return nil }
      return DependencyPackage(
        name: String(texts[1]), version: texts.count > 3 ? String(texts[3]) : nil,
        ecosystem: .rubygems, isDevelopment: isDevelopment,
        evidence: Evidence(file: file, line: number))
    }
  }

  /// The lines of `[dependencies]` and `[dev-dependencies]`.
  private static func cargo(_ text: String, _ file: String) -> [DependencyPackage] {
    var section = ""
    return lines(text).compactMap { number, line in
      let line = trimmed(line.prefix { $0 != "#" })
      if line.hasPrefix("[") { section = String(line) }
      guard section == "[dependencies]" || section == "[dev-dependencies]",
        let sign = line.firstIndex(of: "=")
      else { return nil }
      let texts = line[sign...].split(separator: "\"", omittingEmptySubsequences: false)
      return DependencyPackage(
        name: String(trimmed(line[..<sign])), version: texts.count > 1 ? String(texts[1]) : nil,
        ecosystem: .cargo, isDevelopment: section == "[dev-dependencies]",
        evidence: Evidence(file: file, line: number))
    }
  }
}
