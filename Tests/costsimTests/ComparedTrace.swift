import Foundation
import Testing

/// The JSON document of one `costsim compare`.
struct ComparedTrace: Sendable {
  /// What the same command says when the trace is not held in memory.
  enum Streamed {
    /// The same figures; see `differences`.
    case same
    /// Known: requests that are tried again are replayed in memory only.
    case refused
    /// Known: balanced fleets are sized to within 1 % of their load and not by a search for each
    /// number of instances.
    case isSizedOtherwise
  }

  let document: JSONValue

  /// Compares options over a trace, as it stands unless the words say otherwise, in memory and as a
  /// stream.
  init(
    _ rows: String, _ options: [String], _ words: String = "--project none",
    header: String = Sample.header, streamed: Streamed = .same,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let costsim = try CostsimBinary()
    try costsim.write("trace.csv", header + rows)
    let words = Self.words(options, words)
    document = try costsim.run(words).json(sourceLocation: sourceLocation)
    let run = try costsim.run(words, environment: ["COSTSIM_ROWS_IN_MEMORY": "1"])
    switch streamed {
    case .same:
      let found = differences(try run.json(sourceLocation: sourceLocation))
      #expect(found.isEmpty, "in a stream: \(found)", sourceLocation: sourceLocation)
    case .refused:
      #expect(run.code == 64, sourceLocation: sourceLocation)
      #expect(run.errors.contains("are replayed in memory only"), sourceLocation: sourceLocation)
    case .isSizedOtherwise: break
    }
  }

  /// Expects that the comparison is refused.
  static func expectRefusal(
    _ rows: String, _ options: [String], words: String = "--project none", _ message: String,
    hint: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let costsim = try CostsimBinary()
    try costsim.write("trace.csv", Sample.header + rows)
    try costsim.run(Self.words(options, words)).expectRefusal(
      64, message, hint: hint, sourceLocation: sourceLocation)
  }

  static func words(_ options: [String], _ words: String) -> [String] {
    ["compare", "trace.csv", "--format", "json"] + options.flatMap { ["--option", $0] }
      + words.split(separator: " ").map(String.init)
  }

  var rows: [JSONValue] { document["rows"].elements }

  /// The first row in the order of the ranking.
  var row: JSONValue { document["rows"][0] }

  /// The row of the option that was given as the n-th, from 1.
  func row(_ option: Int) -> JSONValue {
    rows.first { $0["optionId"].string == "option-\(option)" } ?? .null
  }

  /// The record of a service under an option.
  func service(_ name: String, option: Int = 1) -> JSONValue {
    document["services"].elements.first {
      $0["optionId"].string == "option-\(option)" && $0["service"].string == name
    } ?? .null
  }

  /// Every line of an option's bill.
  func components(option: Int = 1) -> [JSONValue] {
    document["components"].elements.filter { $0["optionId"].string == "option-\(option)" }
  }

  /// Quantities by meter, summed over services; those of a service where one is named.
  func quantities(option: Int = 1, service: String? = nil) -> [String: Decimal] {
    sums("quantity", option, service)
  }

  /// Costs by meter, summed over services; those of a service where one is named.
  func costs(option: Int = 1, service: String? = nil) -> [String: Decimal] {
    sums("cost", option, service)
  }

  private func sums(_ key: String, _ option: Int, _ service: String?) -> [String: Decimal] {
    components(option: option).filter { service == nil || $0["service"].string == service }
      .reduce(into: [:]) { $0[$1["meter"].string ?? "", default: 0] += $1[key].decimal ?? .nan }
  }

  /// What was assumed for an option.
  func assumptions(option: Int = 1) -> [String] {
    document["assumptions"]["options"].elements
      .filter { $0["optionId"].string == "option-\(option)" }.compactMap { $0["assumption"].string }
  }

  /// The codes of all warnings.
  var warnings: [String] { document["warnings"].elements.compactMap { $0["code"].string } }
}

extension JSONValue {
  /// The number under a key; not a number where there is none.
  func number(_ key: String) -> Decimal { self[key].decimal ?? .nan }

  /// A record without what a ranking gives it.
  var withoutPlace: [Member] {
    guard case .object(let members) = self else { return [] }
    return members.filter { !["optionId", "rank"].contains($0.key) }
  }
}
