import Foundation

/// A copy of the repository's price files below the working folder of a `CostsimBinary`, of which
/// single things can be changed. EC2 keeps its first eleven prices, so that reading it is quick.
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
      let kept = file == "ec2.csv" ? Array(lines.prefix(12)) + [""] : lines
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
