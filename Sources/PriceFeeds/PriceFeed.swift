import Documents
import Units

/// Reads a file of any form of feed, which is found out by its content.
enum PriceFeed {
  private static let hint =
    "costsim reads AWS offer files (index.json, index.csv), Azure retail prices (Items), Google "
    + "Cloud SKUs (skus) and CSV with the columns of price files after a column platform"

  /// Throws `.noInput` where the file cannot be read and `.data` with file and line where it is no
  /// feed, is cut or is malformed.
  static func read(_ path: String, _ sink: inout some FeedSink) throws {
    guard try FilePrefix.firstCharacter(of: path) == UInt8(ascii: "{") else {
      return try readTable(path, &sink)
    }
    var offer = AWSOffer(path: path)
    var isKnown = false
    try JSONRecordStream.read(
      path, choosing: AWSOffer.choosing + AzureRetailItem.choosing + GoogleSKU.choosing,
      where: { offer.wants($0) }
    ) { keys, field in
      switch keys[0] {
      case "Items": try AzureRetailItem.read(field, path, &sink)
      case "skus": try GoogleSKU.read(field, path, &sink)
      default: try offer.read(keys, field, &sink)
      }
      isKnown = isKnown || keys[0] != "publicationDate"
    }
    guard isKnown else { throw Failure(.data, "\(path):1: the file holds no prices", hint: hint) }
  }

  private static func readTable(_ path: String, _ sink: inout some FeedSink) throws {
    var stream = try CSVRecordStream(path)
    guard let (columns, line) = try stream.next() else {
      throw Failure(.data, "\(path):1: the file is empty", hint: hint)
    }
    switch columns[0] {
    case "FormatVersion": try AWSOfferTable.read(&stream, path, &sink)
    case "platform": try readPlain(&stream, columns, path, &sink)
    default: throw stream.failure(line: line, "the file is no feed that costsim knows", hint: hint)
    }
  }

  private static func readPlain(
    _ stream: inout CSVRecordStream, _ columns: [String], _ path: String,
    _ sink: inout some FeedSink
  ) throws {
    while let (cells, line) = try stream.next() {
      guard cells.count == columns.count else {
        throw stream.failure(
          line: line, "expected \(columns.count) fields, found \(cells.count)",
          hint: "is the file complete?")
      }
      try sink.add(row: stream.row(columns, cells, line: line), place: "\(path):\(line)")
    }
  }
}
