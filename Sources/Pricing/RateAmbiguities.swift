/// Rates of which an option could meet both, so that their order in the file would decide.
struct RateAmbiguities {
  /// A message each.
  let problems: [String]

  private struct Group: Hashable {
    let region: String
    let meter: String
  }

  init(_ rates: [Rate]) {
    let groups = Dictionary(grouping: rates.indices) {
      Group(region: rates[$0].region, meter: rates[$0].meter)
    }
    problems = groups.values.sorted { $0[0] < $1[0] }.flatMap { Self.problems(rates, $0) }
  }

  private static func problems(_ rates: [Rate], _ group: [Int]) -> [String] {
    // Rates that depend on the same keys differ in a value, or they would be one rate.
    let shapes = group.map { rates[$0].conditions.map(\.key) }
    guard Set(shapes).count > 1 else { return [] }
    var problems: [String] = []
    for (place, index) in group.enumerated() {
      for other in 0..<place where shapes[other] != shapes[place] {
        guard rates[group[other]].isMet(togetherWith: rates[index]) else { continue }
        problems.append(
          "\(rates[index].tiers[0].place): an option can meet this rate of "
            + "\(rates[index].meter) and that of \(rates[group[other]].tiers[0].place)")
      }
    }
    return problems
  }
}

extension Rate {
  /// Whether an option's parameters can meet the conditions of both.
  fileprivate func isMet(togetherWith other: Rate) -> Bool {
    conditions.allSatisfy { condition in
      other.conditions.allSatisfy { $0.key != condition.key || $0.value == condition.value }
    }
  }
}
