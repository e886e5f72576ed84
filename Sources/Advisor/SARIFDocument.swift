import Documents
import Inventory
import Rules
import Units

/// The findings as SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format"), which code
/// hosts show beside the lines.
public struct SARIFDocument {
  private let checklist: Checklist
  private let version: String
  private let language: Rule.Language
  private let rules: [Rule]

  public init(_ checklist: Checklist, language: Rule.Language, version: String) {
    self.checklist = checklist
    self.version = version
    self.language = language
    var seen: Set<String> = []
    rules = (checklist.plan.steps.map(\.finding.rule) + checklist.ignored.map(\.finding.rule))
      .filter { seen.insert($0.id).inserted }
  }

  /// UTF-8 bytes of the document.
  public func json() -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.value(
        .text("https://json.schemastore.org/sarif-2.1.0.json"), key: "$schema")
      writer.value(.text("2.1.0"), key: "version")
      writer.array("runs") { writer in
        writer.object { writer in
          tool(&writer)
          writer.array("results") { writer in
            for step in checklist.plan.steps {
              write(step.finding, step.verdict, suppressedFor: nil, &writer)
            }
            for ignored in checklist.ignored {
              write(
                ignored.finding, ignored.finding.worst ?? .advice,
                suppressedFor: ignored.reason ?? "", &writer)
            }
          }
        }
      }
    }
    return writer.bytes
  }

  private func tool(_ writer: inout JSONWriter) {
    writer.object("tool") { writer in
      writer.object("driver") { writer in
        writer.value(.text("costsim"), key: "name")
        writer.value(.text(version), key: "version")
        writer.array("rules") { writer in
          for rule in rules {
            writer.object { writer in
              writer.value(.text(rule.id), key: "id")
              text(rule.title(in: language), "shortDescription", &writer)
              if let link = rule.links.first { writer.value(.text(link.url), key: "helpUri") }
              writer.object("properties") { writer in
                writer.value(.text(rule.phase.rawValue), key: "phase")
                writer.value(.text(rule.category), key: "category")
                writer.value(.integer(Int128(rule.effort)), key: "effort")
              }
            }
          }
        }
      }
    }
  }

  private func text(_ text: String, _ key: String, _ writer: inout JSONWriter) {
    writer.object(key) { $0.value(.text(text), key: "text") }
  }

  private func write(
    _ finding: Finding, _ verdict: Rule.Verdict, suppressedFor reason: String?,
    _ writer: inout JSONWriter
  ) {
    let redacted = checklist.redaction.redacted
    let service = finding.service.map { checklist.inventory.services[$0] }
    writer.object { writer in
      writer.value(.text(finding.rule.id), key: "ruleId")
      writer.value(
        .integer(Int128(rules.firstIndex { $0.id == finding.rule.id } ?? 0)), key: "ruleIndex")
      let stays = finding.service.map { checklist.placements[$0].staysByDesign } ?? false
      writer.value(.text(stays ? "note" : Self.level(verdict)), key: "level")
      let name = service.map { "\($0.name): " } ?? ""
      text(
        name + redacted(finding.message(in: language)) + "\n"
          + redacted(finding.step(in: language)), "message", &writer)
      writer.array("locations") { writer in
        for place in places(of: finding) { write(place, &writer) }
      }
      if let reason {
        writer.array("suppressions") { writer in
          writer.object { writer in
            writer.value(.text("inSource"), key: "kind")
            if !reason.isEmpty { writer.value(.text(redacted(reason)), key: "justification") }
          }
        }
      }
    }
  }

  private static func level(_ verdict: Rule.Verdict) -> String {
    switch verdict {
    case .blocker: return "error"
    case .change: return "warning"
    case .advice: return "note"
    }
  }

  /// The lines of a finding; else that of its service, else the first of the project.
  private func places(of finding: Finding) -> [Evidence] {
    let found = finding.evidence.compactMap { source -> Evidence? in
      guard case .line(let file, let line) = source else { return nil }
      return Evidence(file: file, line: line)
    }
    if !found.isEmpty { return found }
    if let service = finding.service {
      return [checklist.inventory.services[service].compose.evidence]
    }
    return checklist.inventory.project.files.prefix(1).map { Evidence(file: $0, line: 1) }
  }

  private func write(_ place: Evidence, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.object("physicalLocation") { writer in
        writer.object("artifactLocation") { writer in
          writer.value(.text(Self.uri(place.file)), key: "uri")
        }
        writer.object("region") { writer in
          writer.value(.integer(Int128(max(1, place.line))), key: "startLine")
        }
      }
    }
  }

  /// A path as a relative reference (RFC 3986).
  private static func uri(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var uri: [UInt8] = []
    for byte in path.utf8 {
      let isPlain =
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || "-._~/".utf8.contains(byte)
      uri += isPlain ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    return String(decoding: uri, as: UTF8.self)
  }
}
