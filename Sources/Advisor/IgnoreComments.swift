import Inventory
import Rules

/// Findings that comments in the files wave away: `# costsim ignore=CS301,CS507 # reason`.
///
/// A comment counts for what is found on its own line and the one below; beside or above a service's
/// name for the whole service; above `services:` for the project.
struct IgnoreComments {
  private static let mark = "# costsim ignore="

  private let inventory: ProjectInventory
  /// By their places, with whether nothing else stands on the line.
  private let comments: [Evidence: (comment: Comment, isAlone: Bool)]
  /// Those in front of everything else in the first file.
  private let heading: [Comment]

  /// What a comment says.
  struct Comment: Hashable {
    let rules: [String]
    /// nil where it gives none.
    let reason: String?
  }

  init(_ inventory: ProjectInventory) {
    self.inventory = inventory
    var comments: [Evidence: (comment: Comment, isAlone: Bool)] = [:]
    for (place, line) in inventory.lines(with: Self.mark) {
      guard let comment = Self.comment(line) else { continue }
      comments[place] = (comment, line.drop { $0 == " " || $0 == "\t" }.hasPrefix("#"))
    }
    self.comments = comments
    var heading: [Comment] = []
    let file = inventory.project.files.first ?? ""
    for number in 1...1_000 {
      let place = Evidence(file: file, line: number)
      guard let line = inventory.line(at: place), line.isEmpty || line.hasPrefix("#") else { break }
      if let comment = comments[place]?.comment { heading.append(comment) }
    }
    self.heading = heading
  }

  /// The comment that waves a finding away; nil where none does.
  func comment(on finding: Finding) -> Comment? {
    guard !comments.isEmpty else { return nil }
    var places = finding.evidence.compactMap { source -> Evidence? in
      guard case .line(let file, let line) = source else { return nil }
      return Evidence(file: file, line: line)
    }
    if let service = finding.service {
      places.append(inventory.services[service].compose.evidence)
    }
    for place in places {
      let above = comments[Evidence(file: place.file, line: place.line - 1)]
      let found = [comments[place]?.comment, above.flatMap { $0.isAlone ? $0.comment : nil }]
      if let comment = found.compactMap({ $0 }).first(where: { $0.rules.contains(finding.rule.id) })
      {
        return comment
      }
    }
    return heading.first { $0.rules.contains(finding.rule.id) }
  }

  /// What stands behind `# costsim ignore=`.
  private static func comment(_ line: String) -> Comment? {
    guard let mark = line.firstRange(of: Self.mark) else { return nil }
    let rest = line[mark.upperBound...]
    let rules = rest.prefix { $0 != " " && $0 != "#" && $0 != "\t" }.split(separator: ",")
    var reason = rest.dropFirst(rest.prefix { $0 != " " && $0 != "#" && $0 != "\t" }.count)
      .drop { $0 == " " || $0 == "#" || $0 == "\t" }
    while reason.last?.isWhitespace == true { reason.removeLast() }
    return Comment(rules: rules.map(String.init), reason: reason.isEmpty ? nil : String(reason))
  }
}
