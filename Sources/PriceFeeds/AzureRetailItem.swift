import Documents
import Units

/// One item of Azure's retail prices. A tier is an item of its own.
enum AzureRetailItem {
  private static let names = [
    "serviceName", "productName", "skuName", "meterName", "armSkuName", "unitOfMeasure", "type",
    "reservationTerm",
  ]

  static func price(_ item: Field, _ path: String) throws -> FeedPrice? {
    let attributes = try names.reduce(into: [String: String]()) {
      $0[$1] = try item.optional($1)?.string()
    }
    let from = try item.optional("tierMinimumUnits")?.decimal() ?? .zero
    let price = try item["retailPrice"].decimal()
    guard from >= .zero, price >= .zero else { throw item.failure("has a negative price or tier") }
    return FeedPrice(
      attributes: attributes,
      regions: try item.optional("armRegionName").map { [try $0.string()] }
        ?? [], currency: try item["currencyCode"].string(), tiers: [(from, price)],
      asOf: try item.optional("effectiveStartDate").map { String(try $0.string().prefix(10)) },
      name: try item["meterName"].string(), place: "\(path):\(item.line)")
  }
}
