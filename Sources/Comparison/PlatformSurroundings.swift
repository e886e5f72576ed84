import Metering
import Pricing
import Units

/// What is known about a platform besides its behaviour and limits, a sentence each: meters that
/// run for some options alone, ways of buying, capacity units, companions.
struct PlatformSurroundings {
  let platform: Platform

  var lines: [String] {
    platform.metering.meters.compactMap(condition) + platform.commitments.map(commitment)
      + (platform.capacityUnit.map { [capacityUnit($0)] } ?? [])
      + platform.companions.map(companion)
  }

  private func condition(_ meter: Meter) -> String? {
    guard !meter.conditions.isEmpty else { return nil }
    return "\(meter.title): only with "
      + meter.conditions.map { "\($0.key)=\($0.values.joined(separator: "|"))" }
      .joined(separator: " and ")
  }

  private func commitment(_ commitment: Commitment) -> String {
    "purchase=\(commitment.key): \(commitment.title)"
      + cited(commitment.source, commitment.asOf, .high)
  }

  private func capacityUnit(_ unit: CapacityUnit) -> String {
    func gigabytes(_ bytes: Int) -> String {
      (ExactDecimal(Int128(bytes), over: 1 << 30) ?? .zero).text(places: 2, padded: false) + " GB"
    }
    var parts = [
      "\(unit.newConnectionsPerSecond) new connections a second",
      "\(separatedByThousands(String(unit.activeConnections))) active connections",
      gigabytes(unit.bytesPerHour) + " an hour"
        + (unit.functionBytesPerHour.map { " (\(gigabytes($0)) to functions)" } ?? ""),
    ]
    if let evaluations = unit.ruleEvaluationsPerSecond {
      parts.append(
        "\(separatedByThousands(String(evaluations))) rule evaluations a second above "
          + "\(unit.includedRules) rules")
    }
    return "a capacity unit holds \(parts.joined(separator: ", "))"
      + cited(unit.source, unit.asOf, .high)
  }

  private func companion(_ companion: Companion) -> String {
    let names = companion.services.map(\.platform).joined(separator: ", ")
    let unit = companion.key.unit.map { " \($0)" } ?? ""
    let usual = companion.usual.map { "usually \($0)\(unit)" } ?? "as much as is stated"
    return "\(companion.key.rawValue): \(names), \(usual)"
      + cited(companion.source, companion.asOf, companion.confidence)
  }

  private func cited(_ source: String, _ asOf: AsOf, _ confidence: Confidence) -> String {
    " (\(platform.source(source)?.title ?? ""), \(asOf)"
      + (confidence == .high ? ")" : ", \(confidence.rawValue) confidence)")
  }
}
