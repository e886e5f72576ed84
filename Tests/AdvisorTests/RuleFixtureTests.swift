import Advisor
import Rules
import Testing

/// Every rule fires for one project and not for another that is close to it.
struct RuleFixtureTests {
  static let rules: [Rule] = (try? Checklist.ruleBook([], try Fixture.priceBook).rules) ?? []

  @Test func thereAreRules() { #expect(Self.rules.count >= 100) }

  @Test(arguments: rules.map(\.id))
  func aRuleFires(_ id: String) throws {
    let checklist = try Fixture(rule: id, "fires").checklist()
    #expect(checklist.findings.contains { $0.rule.id == id })
  }

  @Test(arguments: rules.map(\.id))
  func aRuleIsQuiet(_ id: String) throws {
    let checklist = try Fixture(rule: id, "quiet").checklist()
    // What was looked at and found nothing: neither a finding nor skipped.
    #expect(checklist.unmatched.contains { $0.id == id })
  }

  @Test(arguments: rules)
  func aRuleIsToldInBothLanguages(_ rule: Rule) {
    #expect(rule.title(in: .chinese) != rule.title(in: .english))
    #expect(rule.title(in: .chinese).unicodeScalars.contains { $0.value > 0x4E00 })
    #expect(!rule.links.isEmpty)
  }
}
