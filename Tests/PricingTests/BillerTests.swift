import Metering
import Testing
import Units

@testable import Pricing

/// A biller with one hand-made rate.
private struct OneRateBiller {
  let rate: Rate
  let biller: Biller

  func bill(_ quantities: (service: Int?, quantity: Int128)...) throws -> Bill {
    try bill(quantities)
  }

  func bill(_ quantities: [(service: Int?, quantity: Int128)]) throws -> Bill {
    try Bill(
      lines: try biller.lines(
        quantities.map {
          PricedReading(meter: meter, service: $0.service, quantity: $0.quantity, rate: rate)
        }))
  }
}

private let source = Source(key: "s", title: "S", url: "")

private func biller(
  unit: UsageUnit, per: Int128 = 1, tiers: [(from: Int128, price: String?)],
  free: Int128 = 0
) -> OneRateBiller {
  let rate = Rate(
    service: PricedService(platform: "p", name: "P", serviceName: "P"), region: "us-east-1",
    conditions: [], meter: "m", unit: unit, per: per, currency: "USD",
    tiers: tiers.map {
      RateTier(
        from: ExactDecimal(scaled: $0.from * ExactDecimal.one),
        price: $0.price.flatMap { Money($0) }, asOf: AsOf("2026"), source: source,
        confidence: .high, place: "p.csv:2")
    })
  let allowance = Allowance(
    meter: "m", quantity: free * unit.baseUnits, unit: unit, scope: .account,
    asOf: AsOf("2026")!, source: "s")
  return OneRateBiller(rate: rate, biller: Biller(allowances: free > 0 ? [allowance] : []))
}

private let meter = Meter(
  id: "m", title: "M", category: .compute, basis: .requests, dimension: .requests)

@Suite struct BillerTests {
  /// infracost golden file lambda_function_test (2024-07-01): 9.216 billion GB-s is 100,000.20 in
  /// the first tier and 48,240.00 in the second.
  @Test func graduatedTiers() throws {
    let bill = try biller(
      unit: .gigabyteSeconds,
      tiers: [(0, "0.0000166667"), (6_000_000_000, "0.000015"), (15_000_000_000, "0.0000133334")]
    ).bill((nil, 9_216_000_000 * UsageUnit.gigabyteSeconds.baseUnits))
    #expect(bill.lines.map(\.amount.text) == ["100000.2", "48240"])
    #expect(bill.total.text == "148240.2")
  }

  /// AWS Lambda pricing page, mobile backend: 3 M requests with 1 M free cost $0.40.
  @Test func allowanceComesOffFirst() throws {
    let bill = try biller(
      unit: .requests, per: 1_000_000, tiers: [(0, "0.2")], free: 1_000_000
    ).bill((nil, 3_000_000))
    #expect(bill.total.text == "0.4")
    #expect(bill.lines[0].freeQuantity == 1_000_000)
    #expect(bill.lines[0].listAmount.text == "0.6")
    #expect(bill.lines[0].pricingQuantity?.text == "3")
  }

  @Test func anUnknownTierIsAnErrorOnlyWhenItIsUsed() throws {
    let biller = biller(unit: .requests, tiers: [(0, "1"), (10, nil)])
    #expect(
      try biller.bill((nil, 10)).total.text == "10")
    #expect(throws: Failure.self) {
      try biller.bill((nil, 11))
    }
  }

  @Test func amountsBeyondExactArithmeticAreRefused() {
    #expect(throws: Failure.self) {
      try biller(unit: .requests, tiers: [(0, "1000000000")]).bill((nil, Int128.max / 2))
    }
  }

  /// Tiers and allowances hold for the account, however the use is spread over services.
  @Test func servicesShareTiersInProportion() throws {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<500 {
      let biller = biller(
        unit: .requests, tiers: [(0, "0.7"), (50, "0.3"), (51, "0.2"), (200, "0.1")],
        free: Int128(generator.below(60)))
      let quantities = (0..<(1 + generator.below(9))).map { _ in Int128(generator.below(90)) }
      let apart = try biller.bill(
        quantities.enumerated().map {
          (service: $0.offset, quantity: $0.element)
        })
      let whole = try biller.bill((nil, quantities.reduce(0, +)))
      #expect(apart.total == whole.total)
      for (service, quantity) in quantities.enumerated() {
        let lines = apart.lines.filter { $0.service == service }
        #expect(lines.reduce(0) { $0 + $1.quantity } == quantity)
        #expect(lines.allSatisfy { $0.quantity >= $0.freeQuantity && $0.freeQuantity >= 0 })
      }
    }
  }
}
