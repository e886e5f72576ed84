import Foundation

/// A copy of the repository's price files below the working folder of a `CostsimBinary`, of which
/// single things can be changed. EC2 keeps its first eleven prices and those of CPU credits, so that
/// reading it is quick.
struct PriceFolder {
  static let name = "prices"
  let costsim: CostsimBinary

  struct NothingToReplace: Error {
    let text: String
  }

  init(_ costsim: CostsimBinary) throws {
    self.costsim = costsim
    let pricing = CostsimBinary.repository.appendingPathComponent("pricing/aws")
    for file in try FileManager.default.contentsOfDirectory(atPath: pricing.path) {
      let text = try String(
        contentsOf: pricing.appendingPathComponent(file), encoding: .utf8)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let credits = lines.filter { $0.contains(",surplus-credits,") }
      let kept = file == "ec2.csv" ? Array(lines.prefix(12)) + credits + [""] : lines
      try write(file, kept.joined(separator: "\n"))
    }
  }

  func write(_ file: String, _ text: String) throws {
    try costsim.write("\(Self.name)/aws/\(file)", text)
  }

  func text(_ file: String) throws -> String { try costsim.contents("\(Self.name)/aws/\(file)") }

  /// Replaces a text that occurs; throws where it does not, so that no test checks sound files.
  func replace(_ old: String, _ new: String, in file: String) throws {
    let text = try text(file)
    guard let range = text.range(of: old) else { throw NothingToReplace(text: old) }
    try write(file, text.replacingCharacters(in: range, with: new))
  }

  func remove(_ file: String) throws {
    try FileManager.default.removeItem(atPath: costsim.path("\(Self.name)/aws/\(file)"))
  }
}

extension PriceFolder {
  /// A made-up vendor in the form of `pricing/README`: requests, and time in steps of 100 ms.
  func addMadeUpFunctions() throws {
    try costsim.write(
      "prices/acme/functions.json",
      """
      {
        "id": "acme-functions", "name": "Acme Functions", "provider": "acme",
        "serviceName": "Acme Functions Cloud",
        "model": "per-invocation", "scope": "per-service",
        "defaultOptions": ["acme-functions:memory=256"],
        "parameters": [
          { "key": "region", "default": "moon" },
          { "key": "memory", "unit": "MB", "minimum": 128, "maximum": 2048, "step": 128,
            "asOf": "2026-10", "source": "page" }
        ],
        "behaviour": {
          "keepAlive": { "value": "300s", "asOf": "2026-10", "source": "page" }
        },
        "limits": [
          { "limit": "duration", "maximum": 60, "unit": "s", "asOf": "2026-10", "source": "page",
            "instead": ["acme-boxes"] }
        ],
        "metering": {
          "billedTime": { "increment": "100ms", "minimum": "200ms", "includesInit": false,
            "source": "page" },
          "billedMemory": { "step": 128, "minimum": 128 },
          "meters": [
            { "meter": "calls", "title": "Calls", "category": "request", "basis": "requests" },
            { "meter": "time", "title": "Time", "category": "compute", "basis": "billed-time",
              "times": "memory" }
          ]
        },
        "allowances": [
          { "meter": "calls", "quantity": 1000, "unit": "Requests", "scope": "included",
            "asOf": "2026-10", "source": "page" }
        ],
        "sources": { "page": { "title": "Acme price page", "url": "https://acme.example/p" } }
      }
      """)
    try costsim.write(
      "prices/acme/functions.csv",
      """
      region,variant,meter,unit,tier_from,price,currency,as_of,source,confidence
      moon,,calls,1000 Requests,0,0.01,USD,2026-10-01,page,high
      moon,,time,GB-Seconds,0,0.00004,USD,2026-10-01,page,high

      """)
  }
}
