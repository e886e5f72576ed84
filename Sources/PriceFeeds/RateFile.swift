import Documents
import Pricing
import Units

/// A platform's file of rates, of which some are replaced and the others stay as they are written.
struct RateFile {
  private let platform: Platform
  private var rows: [Row]

  private struct Row {
    let target: RateTarget
    /// In the order of `RateTable.columns`.
    var cells: [String]
  }

  /// Throws `.configuration` with file, line and field.
  init(_ platform: Platform, bytes: [UInt8], file: String) throws {
    self.platform = platform
    rows = try CSVTable(bytes, file: file, requiring: RateTable.columns).rows.map { row in
      let cells = try RateTable.columns.map { try row.optional($0)?.string() ?? "" }
      let conditions = cells[1].split(separator: " ").compactMap { word -> RateCondition? in
        let sides = word.split(separator: "=", maxSplits: 1).map(String.init)
        return sides.count == 2 ? RateCondition(key: sides[0], value: sides[1]) : nil
      }.sorted { $0.key < $1.key }
      return Row(
        target: RateTarget(
          platform: platform.id, region: cells[0], meter: cells[2], conditions: conditions),
        cells: cells)
    }
  }

  /// Puts rates in the place of those with the same region, conditions and meter, or at the end.
  mutating func replace(_ rates: [(target: RateTarget, rate: ImportedRate)]) throws {
    var positions: [RateTarget: Int] = [:]
    var units: [String: String] = [:]
    for (index, row) in rows.enumerated() {
      if positions[row.target] == nil { positions[row.target] = index }
      if units[row.target.meter] == nil { units[row.target.meter] = row.cells[3] }
    }
    var replacements: [Int: [Row]] = [:]
    var replaced: Set<RateTarget> = []
    var added: [Row] = []
    for (target, rate) in rates {
      let position = positions[target]
      let unit = position.map { rows[$0].cells[3] } ?? units[target.meter] ?? rate.unit.rawValue
      let written = try self.rows(
        target, rate, variant: position.map { rows[$0].cells[1] } ?? target.variant, unit: unit)
      guard !written.isEmpty else { continue }
      replaced.insert(target)
      if let position { replacements[position] = written } else { added += written }
    }
    rows =
      rows.enumerated().flatMap { index, row in
        replaced.contains(row.target) ? replacements[index] ?? [] : [row]
      } + added
  }

  private func rows(
    _ target: RateTarget, _ rate: ImportedRate, variant: String, unit text: String
  ) throws -> [Row] {
    let tiers = try rate.paidTiers(of: target)
    guard let first = tiers.first else { return [] }
    guard let (unit, per) = UsageUnit.counted(text), unit.dimension == rate.unit.dimension,
      let prices = UnitConversion(from: rate.amount, rate.unit, to: per, unit),
      let starts = UnitConversion(from: rate.tierAmount, rate.unit, to: 1, unit)
    else {
      throw Failure(
        .data, "\(first.place): a price for \(rate.unit.rawValue) is none for \(quotedText(text))")
    }
    return try tiers.map { tier in
      guard let price = prices.price(tier.price), let start = starts.quantity(tier.from) else {
        throw Failure(.data, "\(tier.place): the price \(tier.price) is out of range")
      }
      return Row(
        target: target,
        cells: [
          target.region, variant, target.meter, text, start.text, price.text, rate.currency,
          rate.asOf, rate.source, rate.confidence.rawValue,
        ])
    }
  }

  /// The whole file.
  var bytes: [UInt8] {
    let lines = [RateTable.columns] + rows.map(\.cells)
    return Array(
      lines.map { $0.map(Self.cell).joined(separator: ",") + "\n" }.joined().utf8)
  }

  private static func cell(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    return "\"" + text.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
  }
}
