import Documents
import Units

/// An offer file of AWS: products first, then what each costs on demand.
struct AWSOffer {
  let path: String
  var publicationDate: String?
  private var products: [String: [String: String]] = [:]

  init(path: String) { self.path = path }

  mutating func add(_ product: Field) throws {
    var attributes = try product["attributes"].entries().reduce(into: [String: String]()) {
      $0[$1.key] = try $1.field.string()
    }
    attributes["productFamily"] = try product.optional("productFamily")?.string()
    products[try product["sku"].string()] = attributes
  }

  func prices(of sku: String, _ terms: Field) throws -> [FeedPrice] {
    guard let attributes = products[sku] else { return [] }
    return try terms.entries().map { _, term in
      let dimensions = try term["priceDimensions"].entries().map(\.field)
      var currency = "USD"
      var unit = ""
      let tiers = try dimensions.map { dimension -> (from: ExactDecimal, price: ExactDecimal) in
        let prices = try dimension["pricePerUnit"].entries()
        guard let price = prices.first(where: { $0.key == "USD" }) ?? prices.first else {
          throw dimension.failure("has no price")
        }
        currency = price.key
        unit = try dimension["unit"].string()
        return (try decimal(dimension["beginRange"]), try decimal(price.field))
      }.sorted { $0.from < $1.from }
      var described = attributes
      described["unit"] = unit
      return FeedPrice(
        attributes: described, regions: attributes["regionCode"].map { [$0] } ?? [],
        currency: currency, tiers: tiers,
        asOf: try publicationDate
          ?? term.optional("effectiveDate").map { String(try $0.string().prefix(10)) }, name: sku,
        place: "\(path):\(terms.line)")
    }
  }
}

/// A number that a feed writes as text.
func decimal(_ field: Field) throws -> ExactDecimal {
  let text = try field.string()
  guard let number = ExactDecimal(text), number >= .zero else {
    throw field.failure("\(quotedText(text)) is not a number of at least 0")
  }
  return number
}
