/// Names of a unit in the languages of the artefacts, each different from all others.
struct UnitNames {
  /// Letters and digits, as CloudFormation wants: `NotificationService`.
  let logical: [String: String]
  /// Small letters, digits and hyphens, as file systems, DNS and Kubernetes want.
  let plain: [String: String]
  /// Small letters, digits and underscores, as Terraform wants.
  let underscored: [String: String]

  init(_ services: [String]) {
    var (logical, plain): ([String: String], [String: String]) = ([:], [:])
    var (usedLogical, usedPlain): (Set<String>, Set<String>) = ([], [])
    for service in services where logical[service] == nil {
      let words = service.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        .map(String.init)
      let upper = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
      let base = upper.first?.isLetter == true ? upper : "Service" + upper
      logical[service] = Self.unique(String(base.prefix(60)), &usedLogical) { "\($0)\($1)" }
      let hyphened = words.joined(separator: "-")
      let name = hyphened.first?.isLetter == true ? hyphened : "service" + hyphened
      plain[service] = Self.unique(String(name.prefix(50)), &usedPlain) { "\($0)-\($1)" }
    }
    self.logical = logical
    self.plain = plain
    underscored = plain.mapValues { String($0.map { $0 == "-" ? "_" : $0 }) }
  }

  private static func unique(
    _ name: String, _ used: inout Set<String>, _ numbered: (String, Int) -> String
  ) -> String {
    var result = name
    var number = 2
    while !used.insert(result).inserted {
      result = numbered(name, number)
      number += 1
    }
    return result
  }

  /// A name of letters and digits for a variable of the environment: `DbHost` of `DB_HOST`.
  static func logical(_ variable: String) -> String {
    variable.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
      .map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  /// Whether a variable may have this name: letters, digits and underscores, a letter first. Lambda
  /// wants two characters at least (AWS Lambda API reference, "Environment").
  static func isVariable(_ name: String, atLeast count: Int) -> Bool {
    guard let first = name.utf8.first, name.utf8.count >= count,
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first | 0x20)
    else { return false }
    return name.utf8.allSatisfy {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "_")
    }
  }
}
