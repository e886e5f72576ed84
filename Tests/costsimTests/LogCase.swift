import Foundation

/// An expectation of what becomes of a small log: how it is read, or what a refusal says.
struct LogCase {
  /// The file and which of its expectations it is, from 0: `caddy.jsonl[1]`.
  let name: String
  let file: String
  let flags: [String]
  private let expected: [String: Any]

  /// The expectations of a folder with `expected.json`.
  static func all(in folder: URL) throws -> [LogCase] {
    let data = try Data(contentsOf: folder.appendingPathComponent("expected.json"))
    var seen: [String: Int] = [:]
    return (try JSONSerialization.jsonObject(with: data) as? [[String: Any]] ?? []).map { entry in
      let file = entry["file"] as? String ?? ""
      defer { seen[file, default: 0] += 1 }
      return LogCase(
        name: "\(file)[\(seen[file] ?? 0)]", file: folder.appendingPathComponent(file).path,
        flags: entry["flags"] as? [String] ?? [], expected: entry)
    }
  }

  /// What falls short of the expectation and of each of its accepted alternatives; empty where one
  /// holds in full.
  func shortfall(_ costsim: CostsimBinary) throws -> [String] {
    let first = try LogReading(self, costsim).shortfall(of: expected)
    guard !first.isEmpty else { return [] }
    for other in expected["or"] as? [[String: Any]] ?? [] {
      // One that states an outcome stands alone; another changes what it names.
      let whole = other["outcome"] == nil ? expected.merging(other) { $1 } : other
      let flags = other["flags"] as? [String] ?? self.flags
      let alternative = LogCase(name: name, file: file, flags: flags, expected: expected)
      if try LogReading(alternative, costsim).shortfall(of: whole).isEmpty { return [] }
    }
    return first
  }

  /// Whether the log is read at all, right or wrong.
  func isRead(_ costsim: CostsimBinary) throws -> Bool {
    try costsim.run(["trace", "inspect", file] + flags).code == 0
  }
}

/// One reading of a log by the program, held against what is expected.
private struct LogReading {
  private let log: LogCase
  private let costsim: CostsimBinary

  init(_ log: LogCase, _ costsim: CostsimBinary) {
    (self.log, self.costsim) = (log, costsim)
  }

  private func run(_ command: [String], _ more: [String] = []) throws -> CostsimBinary.Run {
    try costsim.run(command + [log.file] + log.flags + more)
  }

  func shortfall(of expected: [String: Any]) throws -> [String] {
    expected["outcome"] as? String == "read"
      ? try readShortfall(expected) : try refusalShortfall(expected)
  }

  // MARK: Refusals

  private func refusalShortfall(_ expected: [String: Any]) throws -> [String] {
    let run = try run(["trace", "inspect"], ["--format", "json"])
    guard (expected["exit"] as? [Int] ?? []).contains(Int(run.code)), !run.wasSignalled else {
      return ["exit \(run.code)"]
    }
    // The file's own name tells nothing.
    let text = run.errors.replacing(log.file + ":", with: ":").replacing(log.file, with: "")
    let never = (expected["neverSays"] as? [String] ?? []).filter { has(text, [$0]) }
    return missing(expected["says"], in: text) + never.map { "says \($0)" }
  }

  private func has(_ text: String, _ words: [String]) -> Bool {
    words.contains { text.lowercased().contains($0.lowercased()) }
  }

  /// Of each group of words the text must hold one.
  private func missing(_ groups: Any?, in text: String) -> [String] {
    let text = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return (groups as? [[String]] ?? []).filter { !has(text, $0) }.map { "does not say \($0)" }
  }

  // MARK: Readings

  private func readShortfall(_ expected: [String: Any]) throws -> [String] {
    let run = try run(["trace", "inspect"], ["--format", "json"])
    guard run.code == 0,
      let records = try JSONSerialization.jsonObject(with: run.output) as? [[String: Any]],
      let whole = records.first
    else { return ["exit \(run.code): \(run.errors.prefix(120))"] }
    let rows = try ImportedRows(try self.run(["trace", "import"]))
    var problems = figures(expected, whole, Array(records.dropFirst()), rows)
    problems += rows.shortfall(of: expected)
    if expected["says"] != nil {
      problems += missing(expected["says"], in: try self.run(["trace", "inspect"]).text)
    }
    if expected["compareSays"] != nil {
      problems += missing(expected["compareSays"], in: try compared())
    }
    return problems
  }

  private func compared() throws -> String {
    let run = try run(["compare"], ["--format", "json"])
    let document = try? JSONSerialization.jsonObject(with: run.output) as? [String: Any]
    return "\(run.errors) \(document?["warnings"] ?? "") \(document?["assumptions"] ?? "")"
  }

  private func figures(
    _ expected: [String: Any], _ whole: [String: Any], _ services: [[String: Any]],
    _ rows: ImportedRows
  ) -> [String] {
    var problems: [String] = []
    func same(_ name: String, _ got: Any?, _ wanted: Double?, _ tolerance: Double = 0) {
      guard let wanted else { return }
      let number = (got as? NSNumber)?.doubleValue
      if number.map({ abs($0 - wanted) <= tolerance }) != true {
        problems.append("\(name) \(number.map { "\($0)" } ?? "none"), not \(wanted)")
      }
    }
    func number(_ key: String) -> Double? { (expected[key] as? NSNumber)?.doubleValue }
    same("requests", whole["requests"], number("requests"))
    let got = Dictionary(
      services.map { ($0["service"] as? String ?? "", $0["requests"] as? Int ?? 0) },
      uniquingKeysWith: { $1 })
    let sets =
      expected["services"] as? [[String: Int]]
      ?? (expected["services"] as? [String: Int]).map { [$0] } ?? []
    if !sets.isEmpty, !sets.contains(got) { problems.append("services \(got)") }
    for key in ["firstArrival", "lastArrival"] {
      guard let wanted = expected[key], !(wanted is NSNull) else { continue }
      let ends = wanted as? [String] ?? [wanted as? String ?? "", wanted as? String ?? ""]
      let (low, high) = (microseconds(ends[0]) - 1, microseconds(ends[1]) + 1)
      let time = microseconds(whole[key] as? String ?? "")
      if !(low...high ~= time) { problems.append("\(key) \(whole[key] ?? "")") }
    }
    if let percentiles = expected["durationsMs"] as? [String: Any] {
      same("p50", whole["durationP50Ms"], percentiles["p50"] as? Double, 0.0011)
      same("max", whole["durationMaxMs"], percentiles["max"] as? Double, 0.0011)
    }
    same("cold starts", whole["observedColdStarts"], number("coldStarts"))
    same("environments", whole["observedEnvironments"], number("environments"))
    same("memory", whole["memoryMinMb"], number("memoryMb"))
    same("memory", whole["memoryMaxMb"], number("memoryMb"))
    return problems
  }
}

/// Microseconds since 1970 of an ISO 8601 stamp in UTC; the least number for any other text.
private func microseconds(_ text: String) -> Int64 {
  let parts = text.dropLast().split(separator: ".")
  guard let first = parts.first, text.last == "Z",
    let date = try? Date(String(first) + "Z", strategy: .iso8601)
  else { return .min + 1 }
  let fraction = parts.count > 1 ? String(parts[1]) : ""
  let digits = (fraction + "000000").prefix(6)
  return Int64(date.timeIntervalSince1970) * 1_000_000 + (Int64(digits) ?? 0)
}

/// The requests as `trace import` writes them.
private struct ImportedRows {
  private let columns: [String]
  private let rows: [[String]]

  init(_ run: CostsimBinary.Run) throws {
    let lines = run.text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    columns = lines.first ?? []
    rows = Array(lines.dropFirst())
  }

  private func numbers(_ column: String) -> [Double] {
    guard let place = columns.firstIndex(of: column) else { return [] }
    return rows.map { Double($0[place]) ?? 0 }
  }

  func shortfall(of expected: [String: Any]) -> [String] {
    var problems: [String] = []
    for (key, column) in [
      ("durationsMs", "duration_ms"), ("initMs", "init_ms"), ("billedMs", "billed_ms"),
    ] {
      guard let wanted = (expected[key] as? [NSNumber])?.map(\.doubleValue).sorted() else {
        continue
      }
      let got = numbers(column).sorted()
      if got.count != wanted.count || zip(got, wanted).contains(where: { abs($0 - $1) > 0.0011 }) {
        problems.append("\(column) \(got.prefix(6)), not \(wanted.prefix(6))")
      }
    }
    if expected["stampResolution"] as? String == "whole seconds, spread", rows.count > 1,
      let scale = ["timestamp_s": 1e6, "timestamp_ms": 1e3, "timestamp_us": 1][columns.first ?? ""]
    {
      let starts = numbers(columns[0]).map { Int64(($0 * scale).rounded()) }
      let ends = zip(starts, numbers("duration_ms")).map { $0 + Int64(($1 * 1_000).rounded()) }
      let stamp = expected["stamp"] as? String ?? ""
      if (stamp.contains("start") && starts.allSatisfy { $0 % 1_000_000 == 0 })
        || (stamp.contains("end") && ends.allSatisfy { $0 % 1_000_000 == 0 })
      {
        problems.append("requests of a second are not spread")
      }
    }
    return problems
  }
}
