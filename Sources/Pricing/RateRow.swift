import Units

/// One line of a rate file.
public struct RateRow: Hashable, Sendable {
  public let region: String
  /// What options it is for, such as `arch=arm64 purchase=spot`; keys in alphabetical order.
  public private(set) var variant: String
  public let meter: String
  public let unit: String
  public let from: ExactDecimal
  /// nil where it is not known.
  public let price: Money?
  public let currency: String
  public let asOf: String
  public let source: String
  public let confidence: Confidence

  public init(
    region: String, variant: String, meter: String, unit: String, from: ExactDecimal, price: Money?,
    currency: String, asOf: String, source: String, confidence: Confidence
  ) {
    self.region = region
    self.variant = variant
    self.meter = meter
    self.unit = unit
    self.from = from
    self.price = price
    self.currency = currency
    self.asOf = asOf
    self.source = source
    self.confidence = confidence
  }

  /// The lines that a table was read from.
  public static func rows(of table: RateTable) -> [RateRow] {
    table.rates.flatMap { rate in
      rate.tiers.map { tier in
        RateRow(
          region: rate.region,
          variant: rate.conditions.map { "\($0.key)=\($0.value)" }.joined(separator: " "),
          meter: rate.meter, unit: rate.unitText, from: tier.from, price: tier.price,
          currency: rate.currency, asOf: tier.asOf?.description ?? "",
          source: tier.source?.key ?? "", confidence: tier.confidence)
      }
    }
  }

  /// A variant with its keys in alphabetical order, as tables hold them.
  public static func ordered(_ variant: String) -> String {
    variant.split(separator: " ").sorted().joined(separator: " ")
  }

  /// The same with its variant so.
  public var withOrderedVariant: RateRow {
    var row = self
    row.variant = Self.ordered(variant)
    return row
  }

  /// A rate file with these lines; no cell needs quotation marks.
  public static func file(_ rows: [RateRow]) -> String {
    let lines = rows.map { row in
      [
        row.region, row.variant, row.meter, row.unit, row.from.text, row.price?.text ?? "",
        row.currency, row.asOf, row.source, row.confidence.rawValue,
      ].joined(separator: ",")
    }
    return ([RateTable.columns.joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
  }
}
