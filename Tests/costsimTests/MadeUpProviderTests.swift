import Foundation
import Testing

/// A provider that is only in a price file, seen by every command that names providers.
struct MadeUpProviderTests {
  let costsim: CostsimBinary
  let prices: PriceFolder

  init() throws {
    costsim = try CostsimBinary()
    prices = try PriceFolder(costsim)
    try prices.addMadeUpFunctions()
  }

  private func run(_ words: String...) throws -> CostsimBinary.Run {
    try costsim.run(words + ["--pricing", PriceFolder.name])
  }

  @Test func isListedShownAndExplained() throws {
    let listed = try run("prices", "list", "--format", "json").succeeded()
    #expect(listed.text.contains("\"acme-functions\""))
    #expect(
      try run("prices", "show", "acme-functions").succeeded().text.contains("Acme price page"))
    // 2,000 calls less 1,000 included: $0.01; 2,000 × 0.2 s × 0.25 GB × $0.00004 = $0.004.
    let explained = try run(
      "explain", "acme-functions:memory=256", "--requests", "2000", "--duration-ms", "150"
    ).succeeded()
    #expect(explained.text.hasPrefix("acme-functions:memory=256 in moon: $0.014 a month\n"))
  }

  @Test func isCompared() throws {
    try costsim.write("trace.csv", Sample.trace)
    let rows = try run(
      "compare", "trace.csv", "--providers", "acme", "--project", "none", "--format", "rows"
    ).json().elements
    #expect(rows.map { $0["provider"].string } == ["acme"])
  }

  /// What bash offers after these words.
  private func offered(_ words: [String]) throws -> [String] {
    let list = (["costsim"] + words).map { "'\($0)'" }.joined(separator: " ")
    return try costsim.shell(
      """
      source <(costsim completions bash --pricing \(PriceFolder.name))
      COMP_WORDS=(\(list)); COMP_CWORD=\(words.count)
      _costsim
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    ).succeeded().lines
  }

  @Test(arguments: [
    (["comp"], ["compare", "completions"]),
    (["compare", "--option", "acme"], ["acme-functions"]),
    (["compare", "--providers", "ac"], ["acme"]),
    (["compare", "--region", "moo"], ["moon"]),
    (["prices", "s"], ["show"]), (["prices", "show", "acme"], ["acme-functions"]),
    (["explain", "acme"], ["acme-functions"]),
    (["explain", "latencyP9"], ["latencyP90Ms", "latencyP95Ms", "latencyP99Ms"]),
    (["compare", "--format", "js"], ["json"]), (["compare", "--exch"], ["--exchange-rate"]),
    (["completions", "f"], ["fish"]),
  ])
  func isCompleted(_ words: [String], _ expected: [String]) throws {
    #expect(try offered(words) == expected)
  }

  /// The scripts of the other shells are read by them where they are installed.
  @Test(arguments: ["zsh", "fish"])
  func otherShellsReadTheirScript(_ shell: String) throws {
    let script = try run("completions", shell).succeeded().text
    #expect(script.contains("acme-functions"))
    try costsim.write("script", script)
    let read = try costsim.shell(
      "command -v \(shell) > /dev/null || exit 0; \(shell) -n script")
    #expect(read.code == 0, "\(read.errors)")
  }

  @Test func unknownShell() throws {
    try costsim.run("completions", "bush").expectRefusal(
      64, "no completions for \"bush\"; did you mean \"bash\"?",
      hint: "the shells are bash, zsh, fish")
  }

  /// No code depends on the name of a provider or platform: a quoted name next to `case`, `==` or
  /// `!=` in Sources, outside comments.
  @Test func sourcesCompareNoProvidersName() throws {
    let listed = try costsim.run("prices", "list", "--format", "json").json().elements
    let names = Set(
      listed.flatMap { [$0["platform"].string, $0["provider"].string] }.compactMap { $0 })
    #expect(names.isSuperset(of: ["aws", "aws-lambda", "aws-ec2"]))
    let sources = CostsimBinary.repository.appendingPathComponent("Sources")
    let files = try #require(FileManager.default.enumerator(atPath: sources.path))
      .compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }
    #expect(files.count > 100)
    var found: [String] = []
    for file in files {
      let text = try String(contentsOf: sources.appendingPathComponent(file), encoding: .utf8)
      for line in text.split(separator: "\n") where Self.compares(line, names) {
        found.append("\(file): \(line)")
      }
    }
    #expect(found == [])
  }

  private static func compares(_ line: Substring, _ names: Set<String>) -> Bool {
    let code = line.trimmingCharacters(in: .whitespaces)
    guard !code.hasPrefix("//") else { return false }
    guard code.hasPrefix("case ") || code.contains("==") || code.contains("!=") else {
      return false
    }
    return names.contains { code.contains("\"\($0)\"") }
  }

  @Test(arguments: [
    ("  case \"aws\": return 1", true), ("if platform.id == \"aws-lambda\" {", true),
    ("/// case \"aws\"", false), ("static let defaultProviders = \"aws\"", false),
  ])
  func scanFindsComparisons(_ line: String, _ isFound: Bool) {
    #expect(Self.compares(Substring(line), ["aws", "aws-lambda"]) == isFound)
  }
}
