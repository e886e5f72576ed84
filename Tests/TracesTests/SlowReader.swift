import Foundation
import Traces

/// One row as the slow reader sees it.
struct SlowRow: Equatable {
  var service = "default"
  var arrival: Int64 = 0
  var duration: Int64 = 0
  var memory: Int32 = 0
  var cpuTime: Int64 = 0
  var initTime: Int64 = 0
  var billedTime: Int64 = 0
  var cold: Int8 = -1
  var instance: String?
  var requestBytes: Int64 = -1
  var responseBytes: Int64 = -1
}

/// Why the slow reader refuses a row or a file.
struct Refused: Error { var what = "" }

/// The oracle of the fast reader: lines, then fields, then values, each the obvious way, with
/// decimal arithmetic on digits. It shares no code with the reader under test.
struct SlowReader {
  var rows: [SlowRow] = []
  var badLines: [Int] = []
  var columns: [String] = []

  private var delimiter = UInt8(ascii: ",")
  private var unitExponent: Int?
  private let options: TraceReadOptions

  /// Throws `Refused` where the file has no header or the header is no good.
  init(_ bytes: [UInt8], options: TraceReadOptions) throws {
    self.options = options
    if bytes.prefix(4096).contains(0) || bytes.starts(with: [0x1f, 0x8b]) {
      throw Refused(what: "binary")
    }
    let text = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Array(bytes.dropFirst(3)) : bytes
    var lines = text.split(separator: 10, omittingEmptySubsequences: false).map { Array($0) }
    for index in lines.indices where lines[index].last == 13 { lines[index].removeLast() }
    guard let header = lines.firstIndex(where: { !isBlank($0, delimiter: 0) }) else {
      throw Refused(what: "empty")
    }
    try readHeader(lines[header])
    var isFirst = true
    for (index, line) in lines.enumerated().dropFirst(header + 1) {
      if isBlank(line, delimiter: delimiter) { continue }
      if isFirst { decideUnit(line) }
      isFirst = false
      do { rows.append(try row(line)) } catch { badLines.append(index + 1) }
    }
  }

  func has(_ name: String) -> Bool { columns.contains(name) }

  private func isBlank(_ line: [UInt8], delimiter: UInt8) -> Bool {
    line.allSatisfy { $0 == 32 || ($0 == 9 && delimiter != 9) }
  }

  private mutating func readHeader(_ line: [UInt8]) throws {
    var counts: [UInt8: Int] = [:]
    var isQuoted = false
    for byte in line {
      if byte == 34 { isQuoted.toggle() }
      if !isQuoted { counts[byte, default: 0] += 1 }
    }
    for candidate in Array(",;\t".utf8)
    where counts[candidate, default: 0] > counts[delimiter, default: 0] {
      delimiter = candidate
    }
    columns = try fields(line).map { String(decoding: $0, as: UTF8.self).lowercased() }
    let stamps = ["timestamp", "timestamp_s", "timestamp_ms", "timestamp_us", "timestamp_ns"]
    let groups = [
      stamps, ["duration_ms", "duration"], ["service", "function"], ["memory_mb"], ["cpu_ms"],
      ["init_ms"], ["billed_ms"], ["cold"], ["instance"], ["request_bytes"], ["response_bytes"],
    ]
    for (index, group) in groups.enumerated() {
      let found = columns.filter { group.contains($0) }.count
      if found > 1 || (index < 2 && found == 0) { throw Refused(what: "columns") }
    }
  }

  private mutating func decideUnit(_ line: [UInt8]) {
    unitExponent = options.timestampUnit.map { exponent($0) }
    guard unitExponent == nil, let column = columns.firstIndex(of: "timestamp"),
      let fields = try? fields(line), column < fields.count,
      let number = try? Number(fields[column])
    else { return }
    unitExponent = number.epochExponent
  }

  private func exponent(_ unit: TimeUnit) -> Int {
    switch unit {
    case .seconds: return 6
    case .milliseconds: return 3
    case .microseconds: return 0
    case .nanoseconds: return -3
    }
  }

  /// Fields without quotes and blanks around them.
  private func fields(_ line: [UInt8]) throws -> [[UInt8]] {
    if line.contains(0) { throw Refused(what: "NUL") }
    var result: [[UInt8]] = []
    var rest = line[...]
    func dropBlanks() {
      while let first = rest.first, first == 32 || (first == 9 && delimiter != 9) {
        rest.removeFirst()
      }
    }
    while true {
      dropBlanks()
      var field: [UInt8] = []
      if rest.first == 34 {
        rest.removeFirst()
        while true {
          guard let byte = rest.popFirst() else { throw Refused(what: "open quote") }
          if byte == 34 {
            if rest.first != 34 { break }
            rest.removeFirst()
          }
          field.append(byte)
        }
        dropBlanks()
        if let next = rest.first, next != delimiter { throw Refused(what: "text after quote") }
      } else {
        while let next = rest.first, next != delimiter { field.append(rest.removeFirst()) }
        while let last = field.last, last == 32 || (last == 9 && delimiter != 9) {
          field.removeLast()
        }
      }
      result.append(field)
      guard rest.popFirst() != nil else { return result }
    }
  }

  private func row(_ line: [UInt8]) throws -> SlowRow {
    let fields = try fields(line)
    guard fields.count == columns.count else { throw Refused(what: "field count") }
    var row = SlowRow()
    var billed: Int64?
    row.memory = options.defaultMemory
    for (name, field) in zip(columns, fields) {
      switch name {
      case "timestamp": row.arrival = try stamp(field)
      case "timestamp_s": row.arrival = try arrival(Number(field), 6)
      case "timestamp_ms": row.arrival = try arrival(Number(field), 3)
      case "timestamp_us": row.arrival = try arrival(Number(field), 0)
      case "timestamp_ns": row.arrival = try arrival(Number(field), -3)
      case "service", "function":
        guard !field.isEmpty, let name = String(bytes: field, encoding: .utf8) else {
          throw Refused(what: "service")
        }
        row.service = name
      case "duration_ms": row.duration = try amount(field, 3)
      case "duration":
        row.duration = try amount(field, exponent(options.durationUnit ?? .milliseconds))
      case "memory_mb" where !field.isEmpty:
        let number = try Number(field)
        let memory = try number.whole(0, up: true, limit: 16_777_216)
        guard memory >= 1 else { throw Refused(what: "memory") }
        row.memory = Int32(memory)
      case "cpu_ms" where !field.isEmpty: row.cpuTime = try amount(field, 3)
      case "init_ms" where !field.isEmpty: row.initTime = try amount(field, 3)
      case "billed_ms" where !field.isEmpty: billed = try amount(field, 3)
      case "cold" where !field.isEmpty:
        switch String(decoding: field, as: UTF8.self).lowercased() {
        case "true", "1", "yes": row.cold = 1
        case "false", "0", "no": row.cold = 0
        default: throw Refused(what: "cold")
        }
      case "instance" where !field.isEmpty:
        row.instance = field.map { "\($0)" }.joined(separator: " ")
      case "request_bytes" where !field.isEmpty: row.requestBytes = try size(field)
      case "response_bytes" where !field.isEmpty: row.responseBytes = try size(field)
      default: break
      }
    }
    row.billedTime = billed ?? -1
    return row
  }

  private func amount(_ field: [UInt8], _ exponent: Int) throws -> Int64 {
    let value = try Number(field).whole(exponent, up: true, limit: 366 * 86_400_000_000)
    guard value >= 0, try !Number(field).isNegative else { throw Refused(what: "negative") }
    return value
  }

  private func size(_ field: [UInt8]) throws -> Int64 {
    let number = try Number(field)
    guard !number.isNegative else { throw Refused(what: "negative") }
    return try number.whole(0, up: true, limit: 1 << 53)
  }

  private func arrival(_ number: Number, _ exponent: Int) throws -> Int64 {
    try number.whole(exponent, up: false, limit: 9_200_000_000_000_000)
  }

  nonisolated(unsafe) private static let stampForm =
    #/(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)([.,]\d+)?(?:[Zz]|([+-])(\d\d)(?::?(\d\d))?)/#
    .asciiOnlyDigits().matchingSemantics(.unicodeScalar)

  private func stamp(_ field: [UInt8]) throws -> Int64 {
    if let number = try? Number(field) {
      return try arrival(number, unitExponent ?? number.epochExponent)
    }
    let text = String(decoding: field, as: UTF8.self)
    guard text.utf8.count >= 20 else { throw Refused(what: "stamp") }
    guard let match = try Self.stampForm.wholeMatch(in: text) else { throw Refused(what: "stamp") }
    let parts = [match.1, match.2, match.3, match.4, match.5, match.6].map { Int($0) ?? 0 }
    let (zoneHours, zoneMinutes) = (Int(match.9 ?? "0") ?? 0, Int((match.10 ?? nil) ?? "0") ?? 0)
    guard parts[3] < 24, parts[4] < 60, parts[5] <= 60, zoneHours < 24, zoneMinutes < 60 else {
      throw Refused(what: "stamp out of range")
    }
    var time = tm()
    (time.tm_year, time.tm_mon, time.tm_mday) =
      (Int32(parts[0] - 1900), Int32(parts[1] - 1), Int32(parts[2]))
    let given = (time.tm_mon, time.tm_mday)
    let day = timegm(&time)
    guard given == (time.tm_mon, time.tm_mday) else { throw Refused(what: "no such day") }
    let zone = (zoneHours * 60 + zoneMinutes) * (match.8 == "-" ? -60 : 60)
    let seconds = day + parts[3] * 3600 + parts[4] * 60 + parts[5] - zone
    let digits = (match.7.map { String($0.dropFirst()) } ?? "") + "000000"
    let value = Int64(seconds) * 1_000_000 + (Int64(digits.prefix(6)) ?? 0)
    guard abs(value) <= 9_200_000_000_000_000 else { throw Refused(what: "far stamp") }
    return value
  }
}

/// A decimal number as its digits and where the point stands in them.
private struct Number {
  var isNegative: Bool
  var digits: [UInt8]
  var point: Int

  init(_ field: [UInt8]) throws {
    var rest = field[...]
    var negative = false
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      negative = sign == UInt8(ascii: "-")
      rest.removeFirst()
    }
    var exponent = 0
    if let mark = rest.firstIndex(where: { $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") }) {
      let text = String(decoding: rest[(mark + 1)...], as: UTF8.self)
      let magnitude = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
      guard !magnitude.isEmpty, magnitude.utf8.allSatisfy({ (48...57).contains($0) }) else {
        throw Refused(what: "exponent")
      }
      exponent = min(Int(magnitude) ?? 5000, 5000) * (text.hasPrefix("-") ? -1 : 1)
      rest = rest[..<mark]
    }
    let parts = rest.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count <= 2, rest.count >= parts.count,
      parts.allSatisfy({ $0.allSatisfy { (48...57).contains($0) } })
    else { throw Refused(what: "number") }
    digits = parts.flatMap { $0 }.map { $0 - 48 }
    point = (parts.first?.count ?? 0) + exponent
    while digits.first == 0 {
      digits.removeFirst()
      point -= 1
    }
    if digits.isEmpty { point = 0 }
    isNegative = negative && !digits.isEmpty
  }

  /// The digits before the point once it is moved by `shift`, and whether some digit follows.
  private func cut(_ shift: Int) -> (whole: [UInt8], rest: Bool) {
    let position = point + shift
    if position <= 0 { return ([], !digits.isEmpty) }
    if position > 40 { return ([UInt8](repeating: 9, count: 41), false) }
    let padded = digits + [UInt8](repeating: 0, count: max(0, position - digits.count))
    return (Array(padded[..<position]), padded[position...].contains { $0 != 0 })
  }

  func whole(_ shift: Int, up: Bool, limit: Int64) throws -> Int64 {
    let (digits, rest) = digits.isEmpty ? ([], false) : cut(shift)
    guard digits.count <= 18 else { throw Refused(what: "too large") }
    var value = digits.reduce(Int64(0)) { $0 * 10 + Int64($1) }
    if rest && up != isNegative { value += 1 }
    guard value <= limit else { throw Refused(what: "too large") }
    return isNegative ? -value : value
  }

  var epochExponent: Int {
    let width = digits.isEmpty ? 0 : cut(0).whole.count
    return width <= 11 ? 6 : width <= 14 ? 3 : width <= 17 ? 0 : -3
  }
}
