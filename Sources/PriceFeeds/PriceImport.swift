import Pricing
import Units

/// Vendors' feeds read into files that take the place of price files.
public struct PriceImport: Sendable {
  /// Whole files of rates, by their paths in a folder of price files; in alphabetical order.
  public let files: [(path: String, bytes: [UInt8])]
  /// Of the rates that the feeds mention.
  public let changes: PriceChanges
  public let counts: ImportCounts

  /// - Parameters:
  ///   - feeds: paths of files in any of the known forms; several are read as one.
  ///   - base: the price files that the feeds bring up to date.
  ///   - asOf: the day that the prices are dated with; nil takes the feed's own.
  /// - Throws: `.noInput` where a file cannot be read, `.data` with file and line where it is
  ///   malformed, cut, of another currency or holds nothing that is known.
  public init(feeds: [String], base: PriceFiles, asOf: String?) throws {
    let old = try PriceBook(base)
    var collector = RateCollector(
      known: try KnownRates(old), mappings: try FeedMappingReader(priceBook: old).mappings(),
      asOf: asOf)
    for feed in feeds { try PriceFeed.read(feed, &collector) }
    counts = collector.counts
    guard !collector.rates.isEmpty else { throw Self.nothingFound(feeds, collector.counts) }
    files = try Self.files(collector.rates, old)
    let rates = collector.rates
    changes = try PriceChanges(from: old, to: try PriceBook(base.replacing(files))) {
      rates[$0] != nil
    }
  }

  private static func files(
    _ rates: [RateTarget: ImportedRate], _ priceBook: PriceBook
  ) throws -> [(path: String, bytes: [UInt8])] {
    let sorted = rates.sorted { $0.key < $1.key }.map { (target: $0.key, rate: $0.value) }
    return try priceBook.platforms.compactMap { platform in
      let own = sorted.filter { $0.target.platform == platform.id }
      guard !own.isEmpty, let path = priceBook.ratePath(of: platform) else { return nil }
      let files = priceBook.files
      var file = try RateFile(platform, bytes: try files.read(path), file: files.name(of: path))
      try file.replace(own)
      return (path, file.bytes)
    }.sorted { $0.path < $1.path }
  }

  private static func nothingFound(_ feeds: [String], _ counts: ImportCounts) -> Failure {
    let names = counts.unknownNames.map(quotedText).joined(separator: ", ")
    var message = "no price of \(feeds.joined(separator: ", ")) is of a rate that costsim knows"
    if counts.otherCurrency > 0 {
      message += "; \(counts.otherCurrency) are in another currency than their region"
    }
    return Failure(
      .data, message + (names.isEmpty ? "" : "; unknown are \(names)"),
      hint:
        "files PROVIDER/*.feed.json in a folder of price files say which product has which rate; "
        + "nothing was written")
  }
}
