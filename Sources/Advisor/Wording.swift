import Documents
import Rules
import Units

/// What the checklist says around the texts of rules, in one language: the file `wording.json`.
struct Wording {
  let language: Rule.Language
  private let texts: [String: String]

  init(_ language: Rule.Language) throws {
    self.language = language
    let entries = try DataFiles.json("wording.json")[language.rawValue].entries()
    texts = Dictionary(
      uniqueKeysWithValues: try entries.map { ($0.key, try $0.field.string()) })
  }

  /// The text of a key with values in the places of `{name}`.
  func callAsFunction(_ key: String, _ values: [String: String] = [:]) -> String {
    guard let text = texts[key] else { preconditionFailure("wording.json has no \(key)") }
    var result = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      let name = String(rest[rest.index(after: open)..<close])
      result += rest[..<open] + (values[name] ?? "{\(name)}")
      rest = rest[rest.index(after: close)...]
    }
    return result + rest
  }

  func count(_ number: Int, _ noun: String) -> String {
    number == 1
      ? self("\(noun).one") : self("\(noun).many", ["n": separatedByThousands(String(number))])
  }

  /// Several names with commas.
  func list(_ names: [String]) -> String {
    names.joined(separator: language == .chinese ? "、" : ", ")
  }
}
