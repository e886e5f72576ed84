import Documents
import Units

/// An offer file of AWS as JSON: products first, then what each costs on demand.
///
/// Only products that are wanted are kept, so that a file with hundreds of thousands of them takes
/// little memory.
struct AWSOffer {
  static let choosing = [
    ["publicationDate"], ["products", "*"], ["terms", "OnDemand", "*"],
  ]

  let path: String
  private var publicationDate: String?
  private var products: [String: FeedAttributes] = [:]
  private var hasProducts = false

  init(path: String) { self.path = path }

  /// Whether a value is to be read: all but the prices of products that are not wanted.
  func wants(_ keys: [String]) -> Bool {
    keys[0] != "terms" || !hasProducts || products[keys[2]] != nil
  }

  mutating func read(_ keys: [String], _ field: Field, _ sink: inout some FeedSink) throws {
    switch keys[0] {
    case "publicationDate": publicationDate = FeedNumber.day(try field.string())
    case "products": try add(field, &sink)
    default:
      guard hasProducts else {
        throw field.failure("comes before products, which an offer file has first")
      }
      try addPrices(of: keys[2], field, &sink)
    }
  }

  private mutating func add(_ product: Field, _ sink: inout some FeedSink) throws {
    hasProducts = true
    let sku = try product["sku"].string()
    var attributes = FeedAttributes()
    for (name, value) in try product["attributes"].entries() {
      attributes[name] = try value.string()
    }
    attributes["productFamily"] = try product.optional("productFamily")?.string()
    guard sink.wants(attributes, .awsOffer, name: sku) else { return }
    guard products.updateValue(attributes, forKey: sku) == nil else {
      throw product.failure("has the SKU \(quotedText(sku)) a second time")
    }
  }

  private func addPrices(
    of sku: String, _ terms: Field, _ sink: inout some FeedSink
  ) throws {
    guard let attributes = products[sku] else { return }
    for (_, term) in try terms.entries() {
      for (_, dimension) in try term["priceDimensions"].entries() {
        let prices = try dimension["pricePerUnit"].entries()
        guard let price = prices.first(where: { $0.key == "USD" }) ?? prices.first else {
          throw try dimension["pricePerUnit"].failure("has no price")
        }
        var described = attributes
        described["unit"] = try dimension["unit"].string()
        let start = try dimension.optional("beginRange").map(FeedNumber.tierStart) ?? .zero
        try sink.add(
          FeedPrice(
            attributes: described, regions: attributes["regionCode"].map { [$0] } ?? [],
            currency: price.key,
            tiers: [.init(from: start, price: try FeedNumber.price(price.field))],
            asOf: try publicationDate
              ?? term.optional("effectiveDate").flatMap { FeedNumber.day(try $0.string()) },
            name: sku, place: "\(path):\(dimension.line)"), .awsOffer)
      }
    }
  }
}
