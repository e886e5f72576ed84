import Documents
import Units

/// One SKU of Google's billing catalogue.
enum GoogleSKU {
  static let choosing = [["skus", "*"]]

  static func read(_ sku: Field, _ path: String, _ sink: inout some FeedSink) throws {
    var attributes = FeedAttributes()
    attributes["description"] = try sku["description"].string()
    for (key, value) in try sku["category"].entries() { attributes[key] = try value.string() }
    let name = try sku["skuId"].string()
    guard sink.wants(attributes, .googleSKUs, name: name) else { return }
    // "This contains only the latest price" unless a time was asked for: the last is the newest.
    guard let pricing = try sku["pricingInfo"].elements().last else {
      throw try sku["pricingInfo"].failure("has no price")
    }
    let expression = try pricing["pricingExpression"]
    attributes["usageUnit"] = try expression["usageUnit"].string()
    let rates = try expression["tieredRates"].elements()
    guard !rates.isEmpty else { throw try expression["tieredRates"].failure("has no price") }
    try sink.add(
      FeedPrice(
        attributes: attributes,
        regions: try sku["serviceRegions"].elements().map { try $0.string() },
        currency: try rates[0]["unitPrice"]["currencyCode"].string(),
        tiers: try rates.map(tier),
        asOf: try pricing.optional("effectiveTime").flatMap { FeedNumber.day(try $0.string()) },
        name: name, place: "\(path):\(sku.line)"), .googleSKUs)
  }

  private static func tier(_ rate: Field) throws -> FeedPrice.Tier {
    let price = try rate["unitPrice"]
    let units = try price.optional("units").map(FeedNumber.price) ?? .zero
    let nanos = try price.optional("nanos")?.int(in: 0...999_999_999) ?? 0
    return FeedPrice.Tier(
      from: try rate.optional("startUsageAmount").map(FeedNumber.tierStart) ?? .zero,
      price: units + ExactDecimal(scaled: Int128(nanos) * (ExactDecimal.one / 1_000_000_000)))
  }
}
