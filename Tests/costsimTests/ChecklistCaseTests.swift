import Foundation
import Testing

private let corpus = ProcessInfo.processInfo.environment["COSTSIM_CORPUS"]

/// Small projects after public reports, with what must be true of them; `COSTSIM_CORPUS` names the
/// folder that they are found in.
@Suite(.enabled(if: corpus != nil))
struct ChecklistCaseTests {
  /// Kinds of which every expectation must hold; of the others those about placements by protocol.
  private static let kinds: Set<String> = [
    "invalid project", "volume", "internal network", "port below 1024", "development stage",
  ]

  private static let protocols: Set<String> = [
    "gRPC", "WebSocket", "FastCGI", "uWSGI", "Windows image", "Wasm image", "background service",
  ]

  @Test func expectationsHold() throws {
    let folder = try #require(corpus) + "/cases/checklist"
    let text = try String(contentsOfFile: folder + "/expected.json", encoding: .utf8)
    var count = 0
    for project in try JSONValue(text).elements {
      let name = try #require(project["project"].string)
      let kind = try #require(project["kinds"].elements.first?.string)
      guard Self.kinds.contains(kind) || Self.protocols.contains(kind) else { continue }
      let costsim = try CostsimBinary()
      let copy = costsim.folder.appendingPathComponent("project")
      try FileManager.default.copyItem(atPath: "\(folder)/\(name)", toPath: copy.path)
      for check in project["checks"].elements {
        if try holds(check, name, costsim, isWhole: Self.kinds.contains(kind)) { count += 1 }
      }
    }
    #expect(count > 40)
  }

  /// Whether a check was made.
  private func holds(
    _ check: JSONValue, _ name: String, _ costsim: CostsimBinary, isWhole: Bool
  ) throws -> Bool {
    let options = check["options"].elements.compactMap(\.string)
    let run = try costsim.run(["checklist", "project", "--format", "json"] + options)
    let why = "\(name): \(check["why"].string ?? "") \(run.errors)"
    switch check["kind"].string {
    case "refused" where isWhole:
      #expect(run.code == 65 || run.code == 78, "\(why)")
      #expect(run.output.isEmpty, "\(why)")
      for word in check["says"].elements.compactMap(\.string) {
        #expect(run.errors.range(of: word, options: .regularExpression) != nil, "\(why)")
      }
    case "service":
      guard let place = try placement(check["name"].string, run) else { return false }
      let forbidden = check["placementNotIn"].elements.compactMap(\.string)
      #expect(!forbidden.contains(place["placement"].string ?? ""), "\(why)")
    case "artifact":
      if case .flag(let moved) = check["onlyIf"]["moved"],
        let place = try placement(check["onlyIf"]["service"].string, run),
        (place["placement"].string != "stay-in-docker") != moved
      {
        return false
      }
      if let service = check["onlyIf"]["service"].string,
        let target = check["onlyIf"]["target"].string,
        try placement(service, run)?["target"].string != target
      {
        return false
      }
      guard isWhole || check["absent"] == .flag(true) else { return false }
      try checkArtifacts(check, options, costsim, why)
    default: return false
    }
    return true
  }

  private func placement(_ service: String?, _ run: CostsimBinary.Run) throws -> JSONValue? {
    try JSONValue(run.text)["placements"].elements.first { $0["service"].string == service }
  }

  private func checkArtifacts(
    _ check: JSONValue, _ options: [String], _ costsim: CostsimBinary, _ why: String
  ) throws {
    let words = ["checklist", "project", "--artifacts", "out", "--force"] + options
    try? FileManager.default.removeItem(atPath: costsim.path("out"))
    #expect(try costsim.run(words).code == 0)
    let pattern = try #require(check["fileMatches"].string)
    let names = try FileManager.default.contentsOfDirectory(atPath: costsim.path("out"))
      .filter { $0.range(of: pattern, options: .regularExpression) != nil }
    if check["absent"] == .flag(true) { #expect(names.isEmpty, "\(why)") }
    var texts = try names.map { try costsim.contents("out/" + $0) }
    if check["part"].string == "last stage" {
      texts = texts.map {
        String($0[($0.range(of: "\nFROM ", options: .backwards)?.lowerBound ?? $0.startIndex)...])
      }
    }
    func matches(_ text: String, _ pattern: String) -> Bool {
      let lines = try? NSRegularExpression(pattern: pattern, options: .anchorsMatchLines)
      return lines?.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
    }
    if let unless = check["unless"].string, texts.contains(where: { matches($0, unless) }) {
      return
    }
    for wanted in check["mustContain"].elements.compactMap(\.string) {
      #expect(texts.contains { matches($0, wanted) }, "\(why): \(wanted)")
    }
    for refused in check["mustNotContain"].elements.compactMap(\.string) {
      #expect(!texts.contains { matches($0, refused) }, "\(why): \(refused)")
    }
  }
}
