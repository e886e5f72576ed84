import Documents
import Units

/// One item of Azure's retail prices. A tier is an item of its own.
enum AzureRetailItem {
  static let choosing = [["Items", "*"]]
  private static let names = [
    "serviceName", "productName", "skuName", "meterName", "armSkuName", "unitOfMeasure", "type",
    "reservationTerm",
  ]

  static func read(_ item: Field, _ path: String, _ sink: inout some FeedSink) throws {
    var attributes = FeedAttributes()
    for name in names { attributes[name] = try item.optional(name)?.string() }
    let name = try item["meterName"].string()
    guard sink.wants(attributes, .azureRetail, name: name) else { return }
    let start = try item.optional("tierMinimumUnits").map(FeedNumber.tierStart) ?? .zero
    let region = try item.optional("armRegionName")?.string()
    try sink.add(
      FeedPrice(
        attributes: attributes, regions: region.map { [$0.lowercased()] } ?? [],
        currency: try item["currencyCode"].string(),
        tiers: [.init(from: start, price: try FeedNumber.price(item["retailPrice"]))],
        asOf: try item.optional("effectiveStartDate").flatMap { FeedNumber.day(try $0.string()) },
        name: name, place: "\(path):\(item.line)"), .azureRetail)
  }
}
