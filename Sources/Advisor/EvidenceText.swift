import Inventory
import Rules
import Units

/// Shows where a finding comes from, without secrets.
struct EvidenceText {
  private let inventory: ProjectInventory
  private let redaction: Redaction

  init(_ checklist: Checklist) {
    inventory = checklist.inventory
    redaction = checklist.redaction
  }

  /// `compose.yaml:12` and what stands there; a figure in words.
  func text(_ source: FactSource) -> String {
    guard case .line(let file, let line) = source else { return figure(source) ?? "" }
    let place = "\(file):\(line)"
    return self.line(file, line).map { "\(place)  \($0)" } ?? place
  }

  /// A line of a file as it may be shown; nil where it is not at hand.
  func line(_ file: String, _ line: Int) -> String? {
    guard let text = inventory.line(at: Evidence(file: file, line: line)) else { return nil }
    var shown = text.drop { $0 == " " || $0 == "\t" }
    while shown.last?.isWhitespace == true { shown.removeLast() }
    let visible = redaction.redacted(String(shown))
    return visible.count > 120 ? visible.prefix(119) + "…" : visible
  }

  /// A figure of the trace or of a bill; nil of a line.
  func figure(_ source: FactSource) -> String? {
    switch source {
    case .line: return nil
    case .trace(let text), .cost(let text): return text
    }
  }
}
