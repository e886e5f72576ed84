import Units

/// The port that a server's command gives it: the table `port-flags.csv`.
struct CommandPorts: Sendable {
  /// How the port stands behind a flag: in the next word, behind `=`, or in the rest of the word.
  private enum Form: String, CaseIterable {
    case number
    /// `0.0.0.0:8000`, `:8000`, `http://+:8080`.
    case address
    /// As `address` or alone, in the word behind one that is no flag.
    case argument
  }

  private struct Row: Sendable {
    let program: GlobPattern
    let flag: String
    let form: Form
  }

  private let rows: [Row]

  init() throws {
    rows = try DataFile.table("port-flags.csv", columns: ["program", "flag", "form", "source"])
      .rows.map {
        Row(
          program: GlobPattern(try $0["program"].string()), flag: try $0["flag"].string(),
          form: try $0["form"].choice())
      }
  }

  /// The ports of the last of some commands that tells any, each once.
  ///
  /// - Parameter environment: what stands for the variables of the commands.
  func ports(of commands: [[String]], _ environment: [InventoriedVariable]) -> [Int] {
    commands.lazy.reversed().map { ports(ofCommand: $0, environment) }.first { !$0.isEmpty } ?? []
  }

  private func ports(ofCommand words: [String], _ environment: [InventoriedVariable]) -> [Int] {
    let programs = words.map { String($0.split(separator: "/").last ?? "") }
    var ports: [Int] = []
    for (place, word) in words.enumerated() {
      let next = place + 1 < words.count ? words[place + 1] : nil
      for row in rows where word.hasPrefix(row.flag) {
        guard programs[..<place].contains(where: row.program.describes),
          let value = Self.value(word, next, row)
        else { continue }
        if let port = Self.port(Self.filled(value, environment), row.form) { ports.append(port) }
      }
    }
    return ports.uniqued()
  }

  private static func value(_ word: String, _ next: String?, _ row: Row) -> String? {
    let rest = word.dropFirst(row.flag.count)
    if rest.isEmpty { return next }
    if rest.hasPrefix("=") { return String(rest.dropFirst()) }
    // `-p8000`: a short flag alone takes its value so.
    return row.form != .argument && row.flag.count == 2 ? String(rest) : nil
  }

  /// The port of a value; nil where it is a socket of the file system or no port.
  private static func port(_ value: String, _ form: Form) -> Int? {
    let colon = form == .number ? nil : value.lastIndex(of: ":")
    let text = colon.map { value[$0...].dropFirst() } ?? value[...]
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let isWhole = text.dropFirst(digits.count).first.map { "/?".contains($0) } ?? true
    guard let port = Int(digits), (1...65_535).contains(port), isWhole else { return nil }
    return port
  }

  /// A value whose end is `$NAME`, `${NAME}` or `${NAME:-default}`, with what stands for it.
  private static func filled(_ value: String, _ environment: [InventoriedVariable]) -> String {
    guard let sign = value.firstIndex(of: "$") else { return value }
    let reference = value[sign...].dropFirst().filter { !"{}".contains($0) }
    let name = reference.prefix { $0 == "_" || $0.isLetter || $0.isNumber }
    let known = environment.first { $0.name == name }?.value
    let fallback = reference.dropFirst(name.count).drop { ":-".contains($0) }
    return value[..<sign] + (known ?? String(fallback))
  }
}
