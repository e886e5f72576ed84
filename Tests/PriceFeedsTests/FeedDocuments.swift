import Foundation
import Pricing
import Units

@testable import PriceFeeds

/// Feeds in the vendors' documented layout, written for these tests, in a folder of their own.
final class FeedDocuments {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "feeds-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Imports texts as files `feed-0`, `feed-1` …; messages name them without their folder.
  func read(_ texts: String..., asOf: String? = nil) throws -> PriceImport {
    let paths = try texts.enumerated().map { index, text in
      let file = folder.appendingPathComponent("feed-\(index)")
      try Data(text.utf8).write(to: file)
      return file.path
    }
    do {
      return try PriceImport(feeds: paths, base: .embedded, asOf: asOf)
    } catch var failure as Failure {
      failure.message = failure.message.replacingOccurrences(of: folder.path + "/", with: "")
      throw failure
    }
  }

  // MARK: AWS

  /// One product of an offer file.
  static func product(_ sku: String, _ attributes: [String: String]) -> String {
    let list = attributes.sorted { $0.key < $1.key }.map { "\"\($0.key)\" : \"\($0.value)\"" }
    return """
      "\(sku)" : { "sku" : "\(sku)", "productFamily" : "Serverless",
        "attributes" : { \(list.joined(separator: ", ")) } }
      """
  }

  /// What a product costs on demand, a tier for each start and price.
  static func terms(
    _ sku: String, _ unit: String, _ tiers: [(String, String)], currency: String = "USD"
  ) -> String {
    let dimensions = tiers.enumerated().map { index, tier in
      """
      "\(sku).J.\(index)" : { "rateCode" : "\(sku).J.\(index)", "unit" : "\(unit)",
        "beginRange" : "\(tier.0)", "endRange" : "Inf", "appliesTo" : [ ],
        "pricePerUnit" : { "\(currency)" : "\(tier.1)" } }
      """
    }
    return """
      "\(sku)" : { "\(sku).J" : { "offerTermCode" : "J", "sku" : "\(sku)",
        "effectiveDate" : "2026-11-01T00:00:00Z",
        "priceDimensions" : { \(dimensions.joined(separator: ",\n")) }, "termAttributes" : { } } }
      """
  }

  static func offer(_ products: [String], _ terms: [String]) -> String {
    """
    { "formatVersion" : "v1.0", "disclaimer" : "…", "offerCode" : "AWSLambda",
      "version" : "20261115", "publicationDate" : "2026-11-15T20:59:55Z",
      "products" : { \(products.joined(separator: ",\n")) },
      "terms" : { "OnDemand" : { \(terms.joined(separator: ",\n")) },
        "Reserved" : { "X" : { "X.Y" : { "priceDimensions" : { } } } } } }
    """
  }

  static let requests = product(
    "REQ",
    [
      "servicecode": "AWSLambda", "group": "AWS-Lambda-Requests", "usagetype": "Request",
      "regionCode": "us-east-1", "locationType": "AWS Region",
    ])
  static let duration = product(
    "DUR",
    [
      "servicecode": "AWSLambda", "group": "AWS-Lambda-Duration-ARM",
      "usagetype": "Lambda-GB-Second-ARM", "regionCode": "us-east-1",
    ])

  // MARK: Azure

  static func item(
    _ fields: [String: String] = [:], price: String, from: String = "0.0",
    currency: String = "USD"
  ) -> String {
    let defaults = [
      "armRegionName": "eastus", "meterName": "Standard Total Executions",
      "productName": "Functions", "skuName": "Standard", "serviceName": "Functions",
      "unitOfMeasure": "10", "type": "Consumption", "armSkuName": "",
      "effectiveStartDate": "2026-10-01T00:00:00Z",
    ]
    let all = defaults.merging(fields) { $1 }.sorted { $0.key < $1.key }
    return """
      { "currencyCode": "\(currency)", "tierMinimumUnits": \(from), "retailPrice": \(price),
        "unitPrice": \(price), "isPrimaryMeterRegion": true,
        \(all.map { "\"\($0.key)\": \"\($0.value)\"" }.joined(separator: ", ")) }
      """
  }

  static func page(_ items: String...) -> String {
    """
    { "BillingCurrency": "USD", "CustomerEntityType": "Retail",
      "Items": [ \(items.joined(separator: ",\n")) ], "NextPageLink": null, "Count": 1 }
    """
  }

  // MARK: Google

  static func sku(
    _ id: String, service: String, _ description: String, _ regions: [String], unit: String,
    tiers: [(from: String, units: String, nanos: Int)], currency: String = "USD"
  ) -> String {
    let rates = tiers.map {
      """
      { "startUsageAmount": \($0.from), "unitPrice": { "currencyCode": "\(currency)",
        "units": "\($0.units)", "nanos": \($0.nanos) } }
      """
    }
    return """
      { "name": "services/S/skus/\(id)", "skuId": "\(id)", "description": "\(description)",
        "category": { "serviceDisplayName": "\(service)", "usageType": "OnDemand" },
        "serviceRegions": [\(regions.map { "\"\($0)\"" }.joined(separator: ", "))],
        "pricingInfo": [ { "summary": "", "pricingExpression": { "usageUnit": "\(unit)",
          "displayQuantity": 1, "tieredRates": [ \(rates.joined(separator: ", ")) ] },
          "currencyConversionRate": 1, "effectiveTime": "2026-11-20T01:02:03.000Z" } ] }
      """
  }

  static func catalogue(_ skus: String...) -> String {
    "{ \"skus\": [ \(skus.joined(separator: ",\n")) ], \"nextPageToken\": \"\" }"
  }
}

extension PriceImport {
  /// The changes in short: `aws-lambda us-east-1 arch=arm64 duration@0: 0.2 > 0.3`.
  var summary: [String] {
    changes.changes.map { change in
      let head = [change.platform, change.region, change.variant, change.meter]
        .filter { !$0.isEmpty }.joined(separator: " ")
      return "\(head)@\(change.tierFrom): \(change.old?.price.text ?? "-") > "
        + "\(change.new?.price.text ?? "-") \(change.new?.asOf ?? "")"
    }
  }
}
