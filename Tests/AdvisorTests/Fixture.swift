import Comparison
import Documents
import Glibc
import Inventory
import Pricing
import Traces
import Units

@testable import Advisor

/// A small project on disk, with what it is to be looked at with.
struct Fixture {
  let folder: String

  static let root: String = {
    let file = #filePath
    return String(file[..<(file.lastIndex(of: "/") ?? file.startIndex)]) + "/Fixtures"
  }()

  private static let embedded = Result { try PriceBook(.embedded) }

  static var priceBook: PriceBook { get throws { try embedded.get() } }

  init(rule: String, _ kind: String) { folder = "\(Self.root)/\(rule)/\(kind)" }

  init(folder: String) { self.folder = folder }

  func checklist() throws -> Checklist {
    let priceBook = try Self.priceBook
    let inventory = try ProjectInventory.read([folder + "/compose.yaml"])
    var request = ChecklistRequest()
    if let bytes = bytes("options.json") {
      let options = Field(
        try JSONReader.read(bytes, file: "options.json"), file: "options.json", code: .data)
      if let profile = try options.optional("profile")?.choice(Profile.self) {
        request.profile = profile
      }
      if let providers = try options.optional("providers")?.string() {
        request.providers = providers.split(separator: ",").map(String.init)
      }
    }
    request.answers = bytes("answers.json").map { ("answers.json", $0) }
    return try Checklist(
      inventory, request, traffic: try traffic(inventory), priceBook: priceBook)
  }

  private func traffic(_ inventory: ProjectInventory) throws -> Traffic? {
    guard bytes("trace.csv") != nil else { return nil }
    let options = TraceReadOptions(
      onError: .fail, maxErrors: 1, timestampUnit: nil, durationUnit: .milliseconds,
      defaultMemory: 512, jobs: 1, format: nil, fields: FieldMapping())
    let trace = try TraceReader.read([folder + "/trace.csv"], options: options).trace
    let scenario = try Scenario(
      trace: trace,
      period: try BillingPeriod(
        observed: trace.observedSpan, stated: nil, projection: .month),
      objectives: try Objectives(defaultFor: trace, jobs: 1), freeTier: false, seed: 1, jobs: 1)
    return try Traffic(
      scenario, services: inventory.services.map(\.name), map: [], priceBook: try Self.priceBook,
      resolver: OptionResolver(priceBook: try Self.priceBook), jobs: 1)
  }

  private func bytes(_ name: String) -> [UInt8]? {
    try? FileBytes.read("\(folder)/\(name)", code: .data)
  }
}
