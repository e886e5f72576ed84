import Units

/// Reads logs that are CSV with columns of their own.
struct CSVEntries: Sendable {
  /// The header as it stands; empty where the format has none.
  private let header: [UInt8]
  /// Columns of the header, 0 where there is none.
  let count: Int
  private let names: [String]
  private let file: String

  /// Rows without a header.
  init() {
    header = []
    names = []
    count = 0
    file = ""
  }

  /// Reads the header of a file.
  init(_ head: LogHead) {
    header = Array(head.firstLine)
    names = Self.names(head)
    count = names.count
    file = head.file
  }

  /// The fields of the first line.
  static func names(_ head: LogHead) -> [String] {
    var row = RowFields(capacity: 4096)
    var line = Array(head.firstLine)
    return line.withUnsafeMutableBufferPointer { line in
      guard row.split(line, delimiter: UInt8(ascii: ",")) == nil else { return [] }
      return row.fields.map { String(decoding: $0, as: UTF8.self) }
    }
  }

  /// The place of a column that must be there.
  func place(_ name: String) throws -> Int {
    guard let place = optionalPlace(name) else {
      throw Failure(
        .data, "\(file):1: no column \(name)\(didYouMean(name, among: names))",
        hint: "the columns are \(names.prefix(20).joined(separator: ", "))")
    }
    return place
  }

  func optionalPlace(_ name: String) -> Int? { names.firstIndex(of: name) }

  /// A reader that hands the fields of each row to `entry`, which returns nil for what is no
  /// request. Headers that are repeated are passed over.
  func reader(
    _ entry: @escaping @Sendable (RowFields) throws(EntryProblem) -> LoggedRequest?
  ) -> LogReader {
    rowReader { row, sink in
      sink.take { () throws(EntryProblem) in try entry(row) }
    }
  }

  /// A reader that hands the fields of each row to `entry`.
  func rowReader(
    _ entry: @escaping @Sendable (RowFields, inout LogSink) -> Void
  ) -> LogReader {
    let header = header
    let capacity = max(count, 64)
    return LogReader { text, sink in
      var lines = LogLines(Field(text))
      var row = RowFields(capacity: capacity)
      while let line = lines.next(&sink) {
        var line = line
        if line.last == Byte.carriageReturn { line = Field(rebasing: line.dropLast()) }
        if line.elementsEqual(header) { continue }
        let bytes = UnsafeMutableBufferPointer(mutating: line)
        if let (problem, field) = row.split(bytes, delimiter: UInt8(ascii: ",")) {
          sink.refuse(problem, value: quoted(field))
        } else {
          entry(row, &sink)
        }
      }
    }
  }

  /// A throw where a row has not as many fields as the header.
  func check(_ row: RowFields) throws(EntryProblem) {
    guard row.count == count else {
      throw EntryProblem(
        problem: .fieldCount, value: "has \(row.count) fields, the header has \(count)")
    }
  }
}
