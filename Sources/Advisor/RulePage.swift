import Rendering
import Rules
import Units

/// What `explain` says of a rule.
public struct RulePage {
  private let rule: Rule
  private let targets: [MigrationTargets.Target]
  private let vocabulary: FactVocabulary

  public init(_ rule: Rule, of book: RuleBook, targets: MigrationTargets) {
    self.rule = rule
    vocabulary = book.vocabulary
    self.targets = targets.all
  }

  public var report: Report {
    Report([
      .heading("\(rule.id) \(rule.title())"),
      .paragraph(rule.text(.message, vocabulary)), .paragraph(rule.text(.step, vocabulary)),
      .list(
        [
          "phase: \(rule.phase.rawValue); category: \(rule.category); effort: \(rule.effort)",
          "about: \(rule.isAboutProject ? "the project" : "each service")",
          "written in \(rule.file):\(rule.line)",
        ] + (rule.after.isEmpty ? [] : ["comes after: \(rule.after.joined(separator: ", "))"])
          + (rule.artifacts.isEmpty
            ? [] : ["files that help: \(rule.artifacts.joined(separator: ", "))"])),
      .table(
        Table(
          columns: [Column("target"), Column("verdict")],
          rows: targets.map { target in
            [
              .text(target.id), rule.verdict(for: target.id).map { .text($0.rawValue) } ?? .missing,
            ]
          })),
      .notes(rule.links.map { Note("·", "\($0.url) (seen \($0.asOf))") }),
      .paragraph("A comment waves it away: # costsim ignore=\(rule.id) # reason"),
    ])
  }

  public var records: RecordTable {
    var table = RecordTable(columns: ["ruleId", "target", "verdict"])
    for target in targets {
      table.append([
        .text(rule.id), .text(target.id),
        rule.verdict(for: target.id).map { .text($0.rawValue) } ?? .missing,
      ])
    }
    return table
  }
}
