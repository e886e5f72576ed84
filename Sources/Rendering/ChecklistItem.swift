/// Something to do, to be ticked off.
public struct ChecklistItem: Equatable, Sendable {
  /// What it is known by, such as a rule's id.
  public let mark: String
  public let title: String
  /// What stands behind the title in a fainter voice, such as how much work it is.
  public let aside: String
  /// Sentences below it.
  public let details: [String]
  /// Places and figures that it rests on.
  public let evidence: [String]

  public init(
    mark: String, title: String, aside: String = "", details: [String] = [],
    evidence: [String] = []
  ) {
    self.mark = mark
    self.title = title
    self.aside = aside
    self.details = details
    self.evidence = evidence
  }
}
