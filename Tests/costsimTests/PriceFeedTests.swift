import Foundation
import Testing

/// Feeds of the vendors' documented schemas (AWS Billing User Guide, service price list files; Azure
/// Retail Prices overview; Cloud Billing Catalog API), small and with prices made up.
struct PriceFeedTests {
  private let costsim: CostsimBinary

  init() throws { costsim = try CostsimBinary() }

  private static func offer(_ price: String, currency: String = "USD", group: String) -> String {
    """
    { "formatVersion": "v1.0", "offerCode": "AWSLambda", "publicationDate": "2026-11-20T10:00:00Z",
      "products": {
        "SKU1": { "sku": "SKU1", "productFamily": "Serverless",
          "attributes": { "servicecode": "AWSLambda", "regionCode": "us-east-1", "group": "\(group)" } },
        "SKU2": { "sku": "SKU2", "productFamily": "Serverless",
          "attributes": { "servicecode": "AWSLambda", "regionCode": "us-east-1", "group": "Other" } }
      },
      "terms": { "OnDemand": {
        "SKU1": { "SKU1.T": { "sku": "SKU1", "effectiveDate": "2026-11-01T00:00:00Z",
          "priceDimensions": {
            "SKU1.T.A": { "unit": "Lambda-GB-Second", "beginRange": "0", "endRange": "100",
              "pricePerUnit": { "\(currency)": "\(price)" } },
            "SKU1.T.B": { "unit": "Lambda-GB-Second", "beginRange": "100", "endRange": "Inf",
              "pricePerUnit": { "\(currency)": "0.0000100000" } } } } },
        "SKU2": { "SKU2.T": { "priceDimensions": {
          "SKU2.T.A": { "unit": "x", "beginRange": "0", "pricePerUnit": { "USD": "1" } } } } }
      }, "Reserved": {} } }
    """
  }

  private func importing(_ words: String...) throws -> CostsimBinary.Run {
    try costsim.run(["prices", "import"] + words + ["--output-dir", "mine"])
  }

  @Test func awsOffer() throws {
    try costsim.write("index.json", Self.offer("0.0000200000", group: "AWS-Lambda-Duration"))
    let run = try importing("index.json").succeeded()
    #expect(run.text.contains("2 products or rows read, 2 prices taken"))
    #expect(run.text.contains("1 of the same services are of no known rate, such as SKU2"))
    // 150 GB-seconds: 100 × 0.00002 + 50 × 0.00001.
    let bill = try costsim.run(
      "estimate", "--option", "aws-lambda", "--meter", "duration=150", "--pricing", "mine",
      "--format", "json"
    ).json()
    #expect(bill["rows"][0]["monthlyCost"].decimal == decimal("0.0025"))
    #expect(bill["components"][0]["priceAsOf"].string == "2026-11-20")
    // Other rates stay as they were.
    let requests = try costsim.run(
      "estimate", "--option", "aws-lambda", "--meter", "requests=1000000", "--pricing", "mine",
      "--format", "json"
    ).json()
    #expect(requests["rows"][0]["monthlyCost"].decimal == decimal("0.2"))
    try costsim.run("prices", "check", "mine").succeeded()
    let changes = try costsim.run("prices", "diff", "mine", "--format", "json").json().elements
    #expect(changes.first?["oldPrice"].decimal == decimal("0.0000166667"))
    #expect(changes.first?["newPrice"].decimal == decimal("0.00002"))
    #expect(
      try costsim.run("prices", "diff", "mine", "mine").text.contains("0 changed, 0 new, 0 gone, "))
  }

  /// Tens of executions at $0.000003: $0.30 a million.
  @Test func azureRetailPrices() throws {
    let item = """
      { "currencyCode": "USD", "tierMinimumUnits": 0.0, "retailPrice": 0.000003, "unitPrice": 0.000003,
        "armRegionName": "eastus", "meterName": "Standard Total Executions",
        "serviceName": "Functions", "productName": "Functions", "skuName": "Standard",
        "unitOfMeasure": "10", "type": "Consumption", "effectiveStartDate": "2026-10-01T00:00:00Z" }
      """
    try costsim.write(
      "page.json", #"{ "BillingCurrency": "USD", "Items": [\#(item)], "NextPageLink": null }"#)
    try importing("page.json").succeeded()
    let bill = try costsim.run(
      "estimate", "--option", "azure-functions", "--meter", "executions=1000000", "--pricing",
      "mine", "--format", "json"
    ).json()
    #expect(bill["rows"][0]["monthlyCost"].decimal == decimal("0.3"))
  }

  /// A thousandth of a vCPU at $0.00005 an hour: $0.05 a vCPU.
  @Test func googleSKUs() throws {
    try costsim.write(
      "skus.json",
      """
      { "skus": [ { "skuId": "C1", "description": "Autopilot Pod mCPU Requests (europe-west1)",
        "category": { "serviceDisplayName": "Kubernetes Engine", "resourceFamily": "Compute", "usageType": "OnDemand" },
        "serviceRegions": ["europe-west1"],
        "pricingInfo": [ { "effectiveTime": "2026-11-02T00:00:00Z", "pricingExpression": {
          "usageUnit": "h", "tieredRates": [ { "startUsageAmount": 0,
            "unitPrice": { "currencyCode": "USD", "units": "0", "nanos": 50000 } } ] } } ] } ] }
      """)
    try importing("skus.json").succeeded()
    let table = try costsim.run(
      "prices", "show", "gcp-gke-autopilot", "--region", "europe-west1", "--pricing", "mine"
    ).text
    #expect(table.contains("USD 0.05"))
  }

  @Test(
    arguments: [
      (String(offer("0.00002", group: "AWS-Lambda-Duration").dropLast(30)), "index.json:"),
      ("{ \"products\": 5 }", "index.json:1: products is no mapping and no list"),
      ("", "index.json:1:"),
      ("[[[", "index.json:1:"),
      (offer("-1", group: "AWS-Lambda-Duration"), "-1 is not between 0 and 1000000000"),
      (offer("abc", group: "AWS-Lambda-Duration"), "is no number of at most 12 decimal places"),
      (offer("0.00002", group: "Nothing"), "is of a rate that costsim knows"),
      (
        offer("0.00002", currency: "CNY", group: "AWS-Lambda-Duration"),
        "\"SKU1\" is priced in \"CNY\", but aws-lambda in us-east-1 in USD"
      ),
      (
        offer("0.00002", group: "AWS-Lambda-Duration").replacing(
          "\"beginRange\": \"0\"", with: "\"beginRange\": \"5\""),
        "has no tier from 0, only from 5 on"
      ),
      (
        #"{ "Items": [ { "meterName": "Standard Execution Time", "serviceName": "Functions", "#
          + #""productName": "Functions", "unitOfMeasure": "1 GB Second", "type": "Consumption", "#
          + #""currencyCode": "USD", "retailPrice": "x" } ] }"#,
        "Items[0].retailPrice is no number of at most 12 decimal places"
      ),
    ]) func badFeedsLeaveEverything(_ text: String, _ message: String) throws
  {
    try costsim.write("index.json", Self.offer("0.0000300000", group: "AWS-Lambda-Duration"))
    try importing("index.json").succeeded()
    let before = try String(contentsOfFile: costsim.path("mine/aws/lambda.csv"), encoding: .utf8)
    try costsim.write("index.json", text)
    let run = try importing("index.json")
    #expect(run.code == 65)
    #expect(run.errors.contains(message), "\(run.errors)")
    #expect(
      try String(contentsOfFile: costsim.path("mine/aws/lambda.csv"), encoding: .utf8) == before)
  }

  @Test func usage() throws {
    try costsim.run("prices", "import", "x.json").expectRefusal(
      64, "prices import needs --output-dir",
      hint: "the folder to write, which --pricing takes afterwards")
    #expect(try importing("missing.json").code == 66)
  }
}
