import Documents
import Units

/// An offer file of AWS as CSV: five lines about the file, then a line for each price and tier.
struct AWSOfferTable {
  private static let required = [
    "SKU", "TermType", "StartingRange", "Unit", "PricePerUnit", "Currency",
  ]
  private var publicationDate: String?
  private var columns: [String] = []
  private var last: (sku: String, isWanted: Bool)?

  /// Reads the rest of a file whose first line said that it is one.
  static func read(
    _ stream: inout CSVRecordStream, _ path: String, _ sink: inout some FeedSink
  ) throws {
    var table = AWSOfferTable()
    while let (cells, line) = try stream.next() {
      if !table.columns.isEmpty {
        try table.add(cells, line, path, &stream, &sink)
      } else if cells[0] == "SKU" {
        table.columns = cells
        try table.checkColumns(line, stream)
      } else if cells[0] == "Publication Date", cells.count > 1 {
        table.publicationDate = FeedNumber.day(cells[1])
      }
    }
    guard !table.columns.isEmpty else {
      throw stream.failure(
        line: 1, "the file ends before the line that names the columns",
        hint: "is the download complete?")
    }
  }

  private func checkColumns(_ line: Int, _ stream: borrowing CSVRecordStream) throws {
    for column in Self.required where !columns.contains(column) {
      throw stream.failure(
        line: line,
        "column \(quotedText(column)) is missing" + didYouMean(column, among: columns))
    }
  }

  private mutating func add(
    _ cells: [String], _ line: Int, _ path: String, _ stream: inout CSVRecordStream,
    _ sink: inout some FeedSink
  ) throws {
    guard cells.count == columns.count else {
      throw stream.failure(
        line: line, "expected \(columns.count) fields, found \(cells.count)",
        hint: "is the download complete?")
    }
    var attributes = FeedAttributes()
    for (column, cell) in zip(columns, cells) where !cell.isEmpty { attributes[column] = cell }
    guard attributes["TermType"] == "OnDemand", let sku = attributes["SKU"] else { return }
    if last?.sku != sku {
      last = (sku, sink.wants(attributes, .awsOffer, name: sku))
    }
    guard last?.isWanted == true else { return }
    let row = stream.row(columns, cells, line: line)
    try sink.add(
      FeedPrice(
        attributes: attributes, regions: attributes["regionCode"].map { [$0] } ?? [],
        currency: try row["Currency"].string(),
        tiers: [
          .init(
            from: try row.optional("StartingRange").map(FeedNumber.tierStart) ?? .zero,
            price: try FeedNumber.price(row["PricePerUnit"]))
        ],
        asOf: publicationDate ?? attributes["EffectiveDate"].flatMap(FeedNumber.day), name: sku,
        place: "\(path):\(line)"), .awsOffer)
  }
}
