import Units

/// A price that differs between two rate files, or is in one of them alone.
public struct PriceChange: Hashable, Sendable {
  public let platform: String
  public let region: String
  public let variant: String
  public let meter: String
  public let unit: String
  public let from: ExactDecimal
  public let currency: String
  /// nil where there was none.
  public let old: Money?
  /// nil where there is none any more.
  public let new: Money?

  /// By how much it rose, in per cent; nil where one of them is missing or the old one is 0.
  public var percent: ExactDecimal? {
    guard let old, let new, old > .zero else { return nil }
    return ExactDecimal((new - old).scaled * 100, over: old.scaled)
  }

  /// What changed between the lines of two tables, in the order of the new ones, then what is gone.
  public static func between(
    _ old: [RateRow], _ new: [RateRow], platform: String
  ) -> [PriceChange] {
    func key(_ row: RateRow) -> [String] {
      [row.region, RateRow.ordered(row.variant), row.meter, row.unit, row.from.text, row.currency]
    }
    func change(_ row: RateRow, _ old: Money?, _ new: Money?) -> PriceChange {
      PriceChange(
        platform: platform, region: row.region, variant: RateRow.ordered(row.variant),
        meter: row.meter, unit: row.unit, from: row.from, currency: row.currency, old: old, new: new
      )
    }
    let before = Dictionary(old.map { (key($0), $0) }, uniquingKeysWith: { first, _ in first })
    let after = Set(new.map(key))
    return new.compactMap { row in
      let known = before[key(row)]
      return known != nil && known?.price == row.price ? nil : change(row, known?.price, row.price)
    } + old.filter { !after.contains(key($0)) }.map { change($0, $0.price, nil) }
  }
}
