import Foundation
import Testing

/// samples/README.md says of the samples what the program says; what the figures rest on is tested
/// elsewhere.
struct SampleTests {
  /// A quoted command of the file and the verdict below it.
  private struct Claim {
    let arguments: [String]
    let verdict: String
  }

  /// Quotes are blocks of lines that start with `> `, the command first, in backticks.
  private static func claims() throws -> [Claim] {
    let file = CostsimBinary.repository.appendingPathComponent("samples/README.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    return text.components(separatedBy: "\n\n").filter { $0.hasPrefix("> `costsim compare ") }
      .map { block in
        let lines = block.components(separatedBy: "\n").map { String($0.dropFirst(2)) }
        let command = lines[0].drop { $0 != " " }.dropFirst().prefix { $0 != "`" }
        return Claim(
          arguments: command.split(separator: " ").map {
            $0.trimmingCharacters(in: ["'"])
          }, verdict: lines.dropFirst().joined(separator: " "))
      }
  }

  @Test func verdictsAreThoseOfTheReadme() throws {
    let claims = try Self.claims()
    #expect(claims.count == 4)
    let costsim = try CostsimBinary()
    for claim in claims {
      var arguments = claim.arguments
      arguments[1] =
        CostsimBinary.repository.appendingPathComponent("samples/" + arguments[1]).path
      let run = try costsim.run(arguments + ["--format", "json"])
      #expect(run.code == 0, "\(run.errors)")
      #expect(try run.json()["verdict"].string == claim.verdict)
    }
  }
}
