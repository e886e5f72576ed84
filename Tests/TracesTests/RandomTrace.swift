import Units

/// Random valid native CSV in a random dialect.
struct RandomTrace {
  private(set) var bytes: [UInt8] = []
  private var generator: SeededGenerator
  private let delimiter: UInt8
  private let lineEnd: [UInt8]
  private let isPlain: Bool
  private let isUnsorted: Bool

  /// `rows` are the bounds below which the number of rows is drawn.
  init(seed: UInt64, rows bounds: [Int] = [3, 20, 120]) {
    generator = SeededGenerator(seed: seed, "trace")
    delimiter = Array(",;\t".utf8)[generator.below(3)]
    lineEnd = generator.below(3) == 0 ? [13, 10] : [10]
    isPlain = generator.below(3) == 0
    isUnsorted = generator.below(2) == 0
    if generator.below(4) == 0 { bytes += [0xef, 0xbb, 0xbf] }
    let names = columnNames()
    line(names.map { spelledName($0) })
    // Enough text that small blocks have several rows each and some traces several large ones.
    let rows = 1 + generator.below(bounds[generator.below(bounds.count)])
    var time: Int64 = [0, 1_767_225_600_000_000, -5_000_000][generator.below(3)]
    for _ in 0..<rows {
      if !isPlain && generator.below(12) == 0 { bytes += lineEnd }
      time += Int64(generator.below(2_000_000)) - (isUnsorted ? 900_000 : 0)
      line(names.map { value($0, time) })
    }
    if generator.below(3) == 0 { bytes.removeLast(lineEnd.count) }
  }

  private mutating func columnNames() -> [String] {
    let stamps = ["timestamp", "timestamp_s", "timestamp_ms", "timestamp_us", "timestamp_ns"]
    var names = [
      stamps[generator.below(5)], ["duration_ms", "duration"][generator.below(2)],
    ]
    if generator.below(4) > 0 { names.append(["service", "function"][generator.below(2)]) }
    if generator.below(4) > 0 { names.append("memory_mb") }
    let optional = [
      "cpu_ms", "init_ms", "billed_ms", "status", "note", "cold", "instance", "request_bytes",
      "response_bytes",
    ]
    for name in optional where generator.below(4) == 0 {
      names.append(name)
    }
    names.shuffle(using: &generator)
    return names
  }

  private mutating func line(_ fields: [[UInt8]]) {
    bytes += fields.joined(separator: [delimiter])
    bytes += lineEnd
  }

  private mutating func spelledName(_ name: String) -> [UInt8] {
    decorated(Array((generator.below(4) == 0 ? name.uppercased() : name).utf8))
  }

  private mutating func value(_ name: String, _ time: Int64) -> [UInt8] {
    switch name {
    case "timestamp" where time >= 0 && generator.below(2) == 0: return decorated(iso(time))
    case "timestamp", "timestamp_us": return decorated(number(time, places: 0, extra: true))
    case "timestamp_s": return decorated(number(time, places: 6, extra: true))
    case "timestamp_ms": return decorated(number(time, places: 3, extra: true))
    case "timestamp_ns":
      return decorated(number(time * 1000 + Int64(generator.below(1000)), places: 0, extra: false))
    case "service", "function": return serviceName()
    case "memory_mb":
      return generator.below(6) == 0
        ? [] : decorated(number(Int64(1 + generator.below(20_000)), places: 0, extra: true))
    case "cpu_ms", "init_ms", "billed_ms":
      return generator.below(6) == 0
        ? [] : decorated(number(Int64(generator.below(9_000_000)), places: 3, extra: true))
    case "cold":
      return decorated(
        Array(["", "true", "False", "1", "0", "YES", "no"][generator.below(7)].utf8))
    case "instance":
      return decorated(
        Array(["", "a", "2026/01/01/[$LATEST]5b11", "an instance", "b"][generator.below(5)].utf8))
    case "request_bytes", "response_bytes":
      return generator.below(6) == 0
        ? [] : decorated(number(Int64(generator.below(9_000_000)), places: 0, extra: true))
    case "status": return decorated(Array("200".utf8))
    case "note": return decorated(Array(["", "a b", "é", "x\"y"][generator.below(4)].utf8))
    default:
      let scale = [1_000, 1_000_000, 10_000_000_000][generator.below(3)]
      return decorated(number(Int64(generator.below(scale)), places: 3, extra: true))
    }
  }

  private mutating func serviceName() -> [UInt8] {
    let names = [
      "f", "orders", "checkout-service", "a-name-of-forty-characters-and-then-more", "größe",
      "8-bytes!", "a,b", "semi;colon", "say \"hi\"", " padded ", "日本語のサービス",
    ]
    let name = names[generator.below(names.count)] + (generator.below(3) == 0 ? "2" : "")
    let needsQuotes = name.utf8.contains { $0 == delimiter || $0 == 34 } || name.hasPrefix(" ")
    return needsQuotes || (!isPlain && generator.below(5) == 0)
      ? quoted(Array(name.utf8)) : Array(name.utf8)
  }

  /// Blanks or quotes around a field, where the trace is not plain.
  private mutating func decorated(_ field: [UInt8]) -> [UInt8] {
    if field.contains(34) || field.contains(delimiter) { return quoted(field) }
    guard !isPlain else { return field }
    switch generator.below(12) {
    case 0: return quoted(field)
    case 1: return [32] + field + [32, 32]
    case 2: return [32] + quoted(field) + [32]
    default: return field
    }
  }

  private func quoted(_ field: [UInt8]) -> [UInt8] {
    [34] + field.flatMap { $0 == 34 ? [34, 34] : [$0] } + [34]
  }

  /// `value` / 10^places in one of many spellings; `extra` may add places below the last.
  private mutating func number(_ value: Int64, places: Int, extra: Bool) -> [UInt8] {
    var digits = String(value.magnitude)
    digits = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let whole = String(digits.dropLast(places))
    let fraction = String(digits.suffix(places))
    let sign = value < 0 ? "-" : ""
    let style = isPlain ? generator.below(2) : generator.below(9)
    switch style {
    case 0 where extra:
      return Array("\(sign)\(whole).\(fraction)\(generator.below(10_000))".utf8)
    case 1 where places == 0: return Array("\(sign)\(whole)".utf8)
    case 2: return Array("\(sign)00\(whole).\(fraction)000".utf8)
    case 3: return Array("\(sign)\(whole)\(fraction)e-\(places)".utf8)
    case 4: return Array("\(sign)0.\(whole)\(fraction)E+\(whole.count)".utf8)
    case 5 where value >= 0: return Array("+\(whole).\(fraction)".utf8)
    case 6 where extra:
      return Array("\(sign)\(whole).\(fraction)00000000000000000000000000000000000000001".utf8)
    default: return Array("\(sign)\(whole).\(fraction)".utf8)
    }
  }

  private mutating func iso(_ time: Int64) -> [UInt8] {
    let zone = ["Z", "z", "+02:00", "-0530", "+14"][generator.below(5)]
    let shift: Int64 = ["+02:00": 7_200, "-0530": -19_800, "+14": 50_400][zone] ?? 0
    var text = iso8601(microseconds: time + shift * 1_000_000)
    text.removeLast()
    if generator.below(4) == 0 { text = text.replacing("T", with: " ") }
    if generator.below(4) == 0 { text = text.replacing(".", with: ",") }
    if text.contains(where: { $0 == "." || $0 == "," }) && generator.below(3) == 0 {
      text += "987654321"
    }
    return Array((text + zone).utf8)
  }
}
