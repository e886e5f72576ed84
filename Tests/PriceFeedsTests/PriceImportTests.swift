import Foundation
@testable import Pricing
import Testing
import Units

@testable import PriceFeeds

/// Old prices are those of the embedded files: requests $0.20 a million and so on.
@Suite struct PriceImportTests {
  private let feeds: FeedDocuments

  init() throws { feeds = try FeedDocuments() }

  // MARK: AWS

  private static let offer = FeedDocuments.offer(
    [
      FeedDocuments.requests, FeedDocuments.duration,
      FeedDocuments.product("NEW", ["servicecode": "AWSLambda", "group": "AWS-Lambda-Novelty"]),
      FeedDocuments.product("S3", ["servicecode": "AmazonS3"]),
    ],
    [
      FeedDocuments.terms("REQ", "Requests", [("0", "0.0000003000")]),
      FeedDocuments.terms(
        "DUR", "Lambda-GB-Second",
        [("7500000000", "0.0000120001"), ("0", "0.0000133334"), ("18750000000", "0.0000099")]),
      FeedDocuments.terms("NEW", "Requests", [("0", "1")]),
    ])

  /// $0.0000003 a request is $0.30 a million.
  @Test func anOfferFile() throws {
    let read = try feeds.read(Self.offer)
    #expect(
      read.summary == [
        "aws-lambda us-east-1 requests@0: 0.2 > 0.3 2026-11-15",
        "aws-lambda us-east-1 arch=arm64 purchase=on-demand duration@18750000000: "
          + "0.0000106667 > 0.0000099 2026-11-15",
      ])
    #expect(read.changes.unchanged == 2)
    #expect(read.counts.products == 4)
    #expect(read.counts.unknown == 1)
    #expect(read.counts.unknownNames == ["NEW"])
    #expect(read.files.map(\.path) == ["aws/lambda.csv"])
  }

  /// The written file is the old one but for the lines of the feed, whose date and source are its.
  @Test func otherRatesStayAsTheyAre() throws {
    let read = try feeds.read(Self.offer)
    let old = lines(try PriceFiles.embedded.read("aws/lambda.csv"))
    let new = lines(read.files[0].bytes)
    #expect(old.count == new.count)
    let different = zip(old, new).filter { $0 != $1 }
    #expect(different.count == 4)
    #expect(different.allSatisfy { $0.1.contains(",2026-11-15,AWS Price List Bulk API <https://") })
    #expect(
      try PriceBook(PriceFiles.embedded.replacing(read.files)).platforms.count
        == PriceBook(.embedded).platforms.count)
  }

  private func lines(_ bytes: [UInt8]) -> [Substring] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }

  @Test func theSameOfferAsATable() throws {
    let table = #"""
      "FormatVersion","v1.0"
      "Disclaimer","All prices are ""as is"""
      "Publication Date","2026-11-05T00:00:00Z"
      "Version","20261105000000"
      "OfferCode","AmazonEC2"
      "SKU","OfferTermCode","TermType","EffectiveDate","StartingRange","EndingRange","Unit","PricePerUnit","Currency","serviceCode","Location Type","Instance Type","Tenancy","Operating System","Pre Installed S/W","CapacityStatus","operation","Region Code"
      "K1","J","OnDemand","2026-11-01","0","Inf","Hrs","0.0900000000","USD","AmazonEC2","AWS Region","c5.large","Shared","Linux","NA","Used","RunInstances","us-east-1"
      "K1","J","Reserved","2026-11-01","","","Hrs","0.0500000000","USD","AmazonEC2","AWS Region","c5.large","Shared","Linux","NA","Used","RunInstances","us-east-1"
      "K2","J","OnDemand","2026-11-01","0","Inf","Hrs","0.1900000000","USD","AmazonEC2","AWS Region","c5.large","Shared","Windows","NA","Used","RunInstances:0002","us-east-1"
      "K3","J","OnDemand","2026-11-01","0","Inf","Hrs","0.2","USD","AmazonEC2","AWS Local Zone","c5.large","Shared","Linux","NA","Used","RunInstances","us-east-1-atl-1"

      """#
    let read = try feeds.read(table)
    #expect(
      read.summary == [
        "aws-ec2 us-east-1 purchase=on-demand type=c5.large instance@0: 0.085 > 0.09 2026-11-05"
      ])
    #expect(read.counts.unknownNames == ["K2", "K3"])
  }

  // MARK: Azure

  /// Executions are priced by ten and the first million is free; the tier that is not free is the
  /// rate: $0.0000021 for 10 is $0.21 a million. Items of one rate may be on two pages.
  @Test func azurePages() throws {
    let read = try feeds.read(
      FeedDocuments.page(FeedDocuments.item(price: "2.1E-06", from: "100000.0")),
      FeedDocuments.page(
        FeedDocuments.item(price: "0.0"),
        FeedDocuments.item(
          [
            "serviceName": "Virtual Machines", "productName": "Virtual Machines DSv3 Series",
            "skuName": "D2s v3", "meterName": "D2s v3", "armSkuName": "Standard_D2s_v3",
            "unitOfMeasure": "1 Hour",
          ], price: "0.10199999999999999"),
        FeedDocuments.item(
          [
            "serviceName": "Virtual Machines", "skuName": "D2s v3", "meterName": "D2s v3",
            "productName": "Virtual Machines DSv3 Series Windows", "unitOfMeasure": "1 Hour",
            "armSkuName": "Standard_D2s_v3",
          ], price: "0.19")), asOf: "2026-11-23")
    #expect(
      read.summary == [
        "azure-functions eastus executions@0: 0.2 > 0.21 2026-11-23",
        "azure-vm eastus purchase=on-demand type=D2s_v3 instance@0: 0.096 > 0.102 2026-11-23",
      ])
    #expect(read.counts.unknownNames == ["D2s v3"])
  }

  // MARK: Google

  /// The first tier is free; a price of nanos a mCPU hour is a thousandth of that of a vCPU; a
  /// region `global` is all regions that have the rate.
  @Test func googleSKUs() throws {
    let read = try feeds.read(
      FeedDocuments.catalogue(
        FeedDocuments.sku(
          "A", service: "Cloud Run", "Services CPU (Request-based billing)", ["us-central1"],
          unit: "s", tiers: [("0", "0", 0), ("180000", "0", 25_000)]),
        FeedDocuments.sku(
          "A2", service: "Cloud Run", "Services CPU Tier 2  (Request-based billing)",
          ["europe-west2"], unit: "s", tiers: [("0", "0", 34_000)]),
        FeedDocuments.sku(
          "B", service: "Kubernetes Engine", "Autopilot Pod mCPU Requests (us-central1)",
          ["us-central1"], unit: "h", tiers: [("0", "0", 45_500)]),
        FeedDocuments.sku(
          "C", service: "Kubernetes Engine", "Regional Kubernetes Clusters", ["global"], unit: "h",
          tiers: [("0", "0", 110_000_000)]),
        FeedDocuments.sku(
          "D", service: "Compute Engine", "N1 Core", ["us-central1"], unit: "h",
          tiers: [("0", "1", 0)])))
    let clusters = read.summary.filter { $0.contains("gke-cluster") }
    #expect(
      read.summary.filter { !$0.contains("gke-cluster") } == [
        "gcp-cloud-run europe-west2 billing=request vcpu@0: 0.0000336 > 0.000034 2026-11-20",
        "gcp-cloud-run us-central1 billing=request vcpu@0: 0.000024 > 0.000025 2026-11-20",
        "gcp-gke-autopilot us-central1 purchase=on-demand vcpu@0: 0.0445 > 0.0455 2026-11-20",
      ])
    #expect(clusters.count == 25)
    #expect(clusters.allSatisfy { $0.hasSuffix(" hours@0: 0.1 > 0.11 2026-11-20") })
    #expect(read.counts.unknown == 0)
  }

  // MARK: Plain

  private static let header =
    "platform,region,variant,meter,unit,tier_from,price,currency,as_of,source,confidence\n"

  @Test func plainRows() throws {
    let read = try feeds.read(
      Self.header + """
        aws-api-gateway-http,us-east-1,,requests,1000000 Requests,0,1.1,USD,2026-11-20,"A, B <x>",low
        aws-api-gateway-http,us-east-1,,requests,1000000 Requests,300000000,0.8,USD,2026-11-20,"A, B <x>",low
        aws-lambda,moon-1,,requests,Requests,0,0.000001,USD,2026-11-20,price-list-2026,high
        """)
    #expect(
      read.summary == [
        "aws-api-gateway-http us-east-1 requests@0: 1 > 1.1 2026-11-20",
        "aws-api-gateway-http us-east-1 requests@300000000: 0.9 > 0.8 2026-11-20",
        "aws-lambda moon-1 requests@0: - > 1 2026-11-20",
      ])
    let book = try PriceBook(PriceFiles.embedded.replacing(read.files))
    let tier = try book.rates(of: book.platform("aws-api-gateway-http")).rate(
      of: "requests", region: "us-east-1"
    ) { _ in nil }.tiers[0]
    #expect(tier.source == Source(written: "A, B <x>"))
    #expect(tier.source?.title == "A, B" && tier.source?.url == "x")
    #expect(tier.confidence == .low)
  }

  // MARK: Refusals

  private func expectRefusal(
    _ text: String, _ message: String, hint: String?,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let failure = #expect(throws: Failure.self, sourceLocation: sourceLocation) {
      try feeds.read(text)
    }
    #expect(failure?.code == .data, sourceLocation: sourceLocation)
    #expect(failure?.message == message, sourceLocation: sourceLocation)
    if let hint { #expect(failure?.hint == hint, sourceLocation: sourceLocation) }
  }

  @Test func truncatedAnywhere() {
    let text = Self.offer
    for length in stride(from: 1, to: text.utf8.count - 1, by: 23) {
      let failure = #expect(throws: Failure.self) {
        try feeds.read(String(decoding: text.utf8.prefix(length), as: UTF8.self))
      }
      #expect(failure?.code == .data)
      #expect(failure?.message.hasPrefix("feed-0:") == true)
    }
  }

  @Test func otherCurrency() {
    expectRefusal(
      FeedDocuments.offer(
        [FeedDocuments.requests],
        [FeedDocuments.terms("REQ", "Requests", [("0", "0.2")], currency: "CNY")]),
      "feed-0:7: \"REQ\" is priced in \"CNY\", but aws-lambda in us-east-1 in USD",
      hint: "download the feed in USD; nothing was written")
    expectRefusal(
      FeedDocuments.page(FeedDocuments.item(price: "1", currency: "EUR")),
      "feed-0:2: \"Standard Total Executions\" is priced in \"EUR\", but azure-functions in eastus "
        + "in USD", hint: nil)
  }

  /// A region that alone is priced in euros does not stand in the way of a feed in dollars.
  @Test func aRegionOfAnotherCurrencyIsLeftOut() throws {
    let flex = [
      "productName": "Flex Consumption", "meterName": "On Demand Execution Time",
      "unitOfMeasure": "1 GB Second", "armRegionName": "northeurope",
    ]
    let read = try feeds.read(
      FeedDocuments.page(
        FeedDocuments.item(price: "3E-06"), FeedDocuments.item(flex, price: "0.000027")))
    #expect(read.summary == ["azure-functions eastus executions@0: 0.2 > 0.3 2026-10-01"])
    #expect(read.counts.otherCurrency == 1)
  }

  @Test(arguments: ["-0.1", "1e30", "\"x\"", "{}", "null", "true", "1000000001"])
  func pricesThatAreNone(_ price: String) {
    let failure = #expect(throws: Failure.self) {
      try feeds.read(FeedDocuments.page(FeedDocuments.item(price: price)))
    }
    #expect(failure?.code == .data)
    #expect(failure?.message.hasPrefix("feed-0:2: Items[0].retailPrice ") == true)
  }

  @Test(arguments: ["-0.1", "1e99", "NaN", "Infinity", "0x1", "1,5", "", "1e-300", "9999999999"])
  func pricesOfOffersThatAreNone(_ price: String) {
    let failure = #expect(throws: Failure.self) {
      try feeds.read(
        FeedDocuments.offer(
          [FeedDocuments.requests], [FeedDocuments.terms("REQ", "Requests", [("0", price)])]))
    }
    #expect(failure?.code == .data)
    #expect(failure?.message.hasPrefix("feed-0:9: terms.OnDemand.REQ") == true)
  }

  @Test func twoProductsForOneRate() {
    let twin = FeedDocuments.requests.replacingOccurrences(of: "REQ", with: "TWIN")
    expectRefusal(
      FeedDocuments.offer(
        [FeedDocuments.requests, twin],
        [
          FeedDocuments.terms("REQ", "Requests", [("0", "0.0000002")]),
          FeedDocuments.terms("TWIN", "Requests", [("0", "0.0000003")]),
        ]),
      "feed-0:14: \"TWIN\" has the price 0.0000003 for aws-lambda requests in us-east-1, but "
        + "\"REQ\" at feed-0:9 has 0.0000002",
      hint: "two products of the feed are taken for one rate; nothing was written")
  }

  @Test func tiersThatDoNotBeginAtZero() {
    expectRefusal(
      FeedDocuments.offer(
        [FeedDocuments.requests], [FeedDocuments.terms("REQ", "Requests", [("5", "0.2")])]),
      "feed-0:7: \"REQ\" has no tier from 0, only from 5 on", hint: "is the feed complete?")
  }

  @Test func unexpectedUnitsAreUnknownProducts() {
    expectRefusal(
      FeedDocuments.offer(
        [FeedDocuments.requests], [FeedDocuments.terms("REQ", "Fortnights", [("0", "0.2")])]),
      "no price of feed-0 is of a rate that costsim knows; unknown are \"REQ\"", hint: nil)
  }

  @Test(arguments: [
    ("", "feed-0:1: the file is empty"),
    (" \n", "feed-0:1: the file is no feed that costsim knows"),
    ("{}", "feed-0:1: the file holds no prices"),
    ("{\"Items\": []}", "feed-0:1: the file holds no prices"),
    ("a,b\n1,2\n", "feed-0:1: the file is no feed that costsim knows"),
    ("{\"Items\": {}, \"skus\": 3}", "feed-0:1: skus is no mapping and no list"),
    ("{\"products\": {\"A\": []}}", "feed-0:1: products.A is a list, not a mapping"),
    (
      "{\"terms\": {\"OnDemand\": {\"A\": {}}}}",
      "feed-0:1: terms.OnDemand.A comes before products, which an offer file has first"
    ),
    ("{\"skus\": [{\"skuId\": 5}]}", "feed-0:1: skus[0].description is missing"),
    (
      "\"FormatVersion\",\"v1.0\"\n",
      "feed-0:1: the file ends before the line that names the columns"
    ),
    (
      header + "aws-lambda,us-east-1\n", "feed-0:2: expected 11 fields, found 2"
    ),
    (
      header + "aws-lamda,r,,requests,Requests,0,1,USD,2026-11-20,x,high\n",
      "feed-0:2: platform \"aws-lamda\" has no prices; did you mean \"aws-lambda\"?"
    ),
    (
      header + "aws-lambda,r,,requests,GB-Seconds,0,1,USD,2026-11-20,x,high\n",
      "feed-0:2: unit is no unit of requests, which requests counts"
    ),
    (
      header + "aws-lambda,r,arch=mips,duration,GB-Seconds,0,1,USD,2026-11-20,x,high\n",
      "feed-0:2: variant is no parameter of aws-lambda and its value"
    ),
    (
      header + "aws-lambda,r,,requests,Requests,0,1,USD,yesterday,x,high\n",
      "feed-0:2: as_of \"yesterday\" is not a date such as 2026-09-19"
    ),
  ])
  func malformed(_ text: String, _ message: String) {
    expectRefusal(text, message, hint: nil)
  }
}
