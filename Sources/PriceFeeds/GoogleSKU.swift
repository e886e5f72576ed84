import Documents
import Units

/// One SKU of Google's billing catalogue.
enum GoogleSKU {
  static func price(_ sku: Field, _ path: String) throws -> FeedPrice? {
    guard let pricing = try sku["pricingInfo"].elements().last else { return nil }
    let expression = try pricing["pricingExpression"]
    var attributes = ["description": try sku["description"].string()]
    attributes["usageUnit"] = try expression.optional("usageUnit")?.string()
    for (key, field) in try sku["category"].entries() { attributes[key] = try field.string() }
    var currency = "USD"
    let tiers = try (expression.optional("tieredRates")?.elements() ?? []).map {
      rate -> (from: ExactDecimal, price: ExactDecimal) in
      let price = try rate["unitPrice"]
      currency = try price["currencyCode"].string()
      let units = try price.optional("units").map(decimal) ?? .zero
      let nanos = try price.optional("nanos")?.int(in: 0...999_999_999) ?? 0
      let start = try rate.optional("startUsageAmount")?.decimal() ?? .zero
      guard start >= .zero else { throw rate.failure("starts below 0") }
      return (
        start, units + ExactDecimal(scaled: Int128(nanos) * (ExactDecimal.one / 1_000_000_000))
      )
    }
    guard !tiers.isEmpty else { return nil }
    return FeedPrice(
      attributes: attributes,
      regions: try sku["serviceRegions"].elements().map { try $0.string() }, currency: currency,
      tiers: tiers.sorted { $0.from < $1.from },
      asOf: try pricing.optional("effectiveTime").map { String(try $0.string().prefix(10)) },
      name: try sku["skuId"].string(), place: "\(path):\(sku.line)")
  }
}
