import Units

/// When a run is to end with an exit code of its own: `blockers>0`.
struct FailCondition {
  private enum Comparison: String, CaseIterable {
    case atLeast = ">="
    case atMost = "<="
    case notEqual = "!="
    case equal = "=="
    case more = ">"
    case less = "<"
  }

  private let name: String
  private let comparison: Comparison
  private let bound: Int

  /// Throws `.usage` where the text is no comparison of a count with a whole number.
  init(_ text: String) throws {
    let names = ChecklistCounts.names
    guard let sign = Comparison.allCases.first(where: { text.contains($0.rawValue) }),
      let place = text.firstRange(of: sign.rawValue),
      let bound = Int(Self.trimmed(text[place.upperBound...]))
    else {
      throw Failure(
        .usage, "--fail-if \(quotedText(text)) is no comparison with a whole number",
        hint: "such as 'blockers>0'; the counts are \(names.joined(separator: ", "))")
    }
    name = Self.trimmed(text[..<place.lowerBound])
    guard names.contains(name) else {
      throw Failure(
        .usage, "--fail-if: there is no count \(quotedText(name))" + didYouMean(name, among: names),
        hint: "the counts are \(names.joined(separator: ", "))")
    }
    comparison = sign
    self.bound = bound
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.filter { $0 != " " })
  }

  func holds(_ counts: ChecklistCounts) -> Bool {
    let value = counts[name]
    switch comparison {
    case .atLeast: return value >= bound
    case .atMost: return value <= bound
    case .notEqual: return value != bound
    case .equal: return value == bound
    case .more: return value > bound
    case .less: return value < bound
    }
  }

  /// `blockers>0 holds: 2`.
  func text(_ counts: ChecklistCounts) -> String {
    "\(name)\(comparison.rawValue)\(bound) holds: \(name) is \(counts[name])"
  }
}
