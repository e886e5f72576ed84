import Pricing
import Testing

@testable import PriceFeeds

struct MappingTests {
  /// Every rule is about a rate that the price files have, in its dimension.
  @Test func everyRuleIsOfAKnownRate() throws {
    let book = try PriceBook(.embedded)
    let mappings = try FeedMapping.all(.embedded)
    #expect(mappings.count >= 3)
    for rule in mappings.flatMap(\.rules) {
      let platform = try book.platform(rule.platform)
      let known = try book.rates(of: platform).rates.filter { $0.meter == rule.meter }
      #expect(!known.isEmpty, "\(rule.platform) has no \(rule.meter)")
      #expect(known.contains { $0.unitText == rule.unit }, "\(rule.meter) is not in \(rule.unit)")
    }
  }
}
