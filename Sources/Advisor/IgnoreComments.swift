import Inventory
import Rules

/// Findings that comments in the files wave away: `# costsim ignore=CS301,CS507 # reason`.
///
/// A comment counts for what is found on its own line and the one below; beside or above a service's
/// name for the whole service; above `services:` for the project.
struct IgnoreComments {
  let inventory: ProjectInventory

  /// What a comment says.
  struct Comment: Hashable {
    let rules: [String]
    /// nil where it gives none.
    let reason: String?
  }

  /// The comment that waves a finding away; nil where none does.
  func comment(on finding: Finding) -> Comment? {
    var places = finding.evidence.compactMap { source -> Evidence? in
      guard case .line(let file, let line) = source else { return nil }
      return Evidence(file: file, line: line)
    }
    if let service = finding.service {
      places.append(inventory.services[service].compose.evidence)
    }
    for place in places {
      let above = Evidence(file: place.file, line: place.line - 1)
      for line in [inventory.line(at: place), onlyComment(at: above)] {
        if let comment = line.flatMap(Self.comment), comment.rules.contains(finding.rule.id) {
          return comment
        }
      }
    }
    return heading.first { $0.rules.contains(finding.rule.id) }
  }

  /// A line that has nothing but a comment.
  private func onlyComment(at place: Evidence) -> String? {
    guard let line = inventory.line(at: place) else { return nil }
    return line.drop { $0 == " " || $0 == "\t" }.hasPrefix("#") ? line : nil
  }

  /// Comments in front of everything else in the first file.
  private var heading: [Comment] {
    guard let file = inventory.project.files.first else { return [] }
    var comments: [Comment] = []
    for number in 1...1_000 {
      guard let line = inventory.line(at: Evidence(file: file, line: number)),
        line.isEmpty || line.hasPrefix("#")
      else { break }
      if let comment = Self.comment(line) { comments.append(comment) }
    }
    return comments
  }

  /// What stands behind `# costsim ignore=`.
  static func comment(_ line: String) -> Comment? {
    guard let mark = line.firstRange(of: "# costsim ignore=") else { return nil }
    let rest = line[mark.upperBound...]
    let rules = rest.prefix { $0 != " " && $0 != "#" && $0 != "\t" }.split(separator: ",")
    var reason = rest.dropFirst(rest.prefix { $0 != " " && $0 != "#" && $0 != "\t" }.count)
      .drop { $0 == " " || $0 == "#" || $0 == "\t" }
    while reason.last?.isWhitespace == true { reason.removeLast() }
    return Comment(rules: rules.map(String.init), reason: reason.isEmpty ? nil : String(reason))
  }
}
