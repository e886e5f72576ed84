/// A form in which a vendor publishes its prices.
public enum FeedFormat: String, CaseIterable, Sendable {
  /// AWS Price List Bulk API, the offer file as index.json or index.csv (AWS Billing User Guide,
  /// "Reading the service price list file").
  case awsOffer = "aws-offer"
  /// Azure Retail Prices REST API, one or several pages (Microsoft Learn, "Azure Retail Prices
  /// overview").
  case azureRetail = "azure-retail"
  /// Cloud Billing Catalog API, pages of services.skus.list (Google Cloud, REST resource
  /// `services.skus`).
  case googleSKUs = "gcp-skus"

  /// What messages call it.
  public var title: String {
    switch self {
    case .awsOffer: return "an AWS offer file"
    case .azureRetail: return "Azure retail prices"
    case .googleSKUs: return "Google Cloud SKUs"
    }
  }
}
