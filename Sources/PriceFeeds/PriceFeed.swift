import Documents
import Units

/// A form in which a vendor publishes its prices.
public enum PriceFeed: String, CaseIterable, Sendable {
  /// AWS Price List Bulk API, offer file index.json (AWS Billing User Guide, "Reading the service
  /// price list files").
  case awsOffer = "aws-offer"
  /// Azure Retail Prices REST API, one or several pages (Microsoft Learn, "Azure Retail Prices
  /// overview").
  case azureRetail = "azure-retail"
  /// Google Cloud Billing Catalog API, services.skus.list (Google Cloud documentation).
  case googleSKUs = "gcp-skus"

  /// Reads a feed of any of these forms, found out by its content; hands each price to `body`.
  ///
  /// Throws `.data` with file and line where it is none of them, is cut or is malformed.
  public static func read(
    _ path: String, _ body: (PriceFeed, FeedPrice) throws -> Void
  ) throws {
    var offer = AWSOffer(path: path)
    var found: PriceFeed?
    try JSONRecordStream.read(
      path,
      choosing: [
        ["publicationDate"], ["products", "*"], ["terms", "OnDemand", "*"], ["Items", "*"],
        ["skus", "*"],
      ]
    ) { keys, field in
      switch keys[0] {
      case "publicationDate": offer.publicationDate = String(try field.string().prefix(10))
      case "products":
        found = .awsOffer
        try offer.add(field)
      case "terms":
        guard found == .awsOffer else {
          throw field.failure("comes before products, which the offer file has first")
        }
        for price in try offer.prices(of: keys[2], field) { try body(.awsOffer, price) }
      case "Items":
        found = .azureRetail
        if let price = try AzureRetailItem.price(field, path) { try body(.azureRetail, price) }
      default:
        found = .googleSKUs
        if let price = try GoogleSKU.price(field, path) { try body(.googleSKUs, price) }
      }
    }
    guard found != nil else {
      throw Failure(
        .data, "\(path): holds no prices that costsim knows",
        hint: "it reads AWS offer files (index.json), Azure retail prices (Items) and Google Cloud "
          + "SKUs (skus)")
    }
  }
}
