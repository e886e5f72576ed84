import Comparison
import Pricing
import Units

/// The flags that state a month's totals.
struct TotalsSetting {
  let values: OptionValues

  /// Every flag that states one, `--memory-mb` apart, which traces have as well.
  static let flags = [
    "requests", "duration-ms", "cpu-ms", "hours", "provisioned-hours", "provisioned-requests",
    "provisioned-duration-ms", "meter",
  ]

  var totals: UsageTotals {
    get throws {
      UsageTotals(
        requests: try count("requests"), duration: try duration("duration-ms"),
        cpuTime: try duration("cpu-ms"),
        memory: try values.wholeNumber("memory-mb", in: 1...16_777_216).map { Int32($0) },
        hours: try values.decimal("hours"),
        provisionedHours: try values.decimal("provisioned-hours"),
        provisionedRequests: try count("provisioned-requests"),
        provisionedDuration: try duration("provisioned-duration-ms"), meters: try meters())
    }
  }

  private func count(_ flag: String) throws -> Int128? {
    try values.wholeNumber(flag, in: 0...Int.max).map { Int128($0) }
  }

  private func meters() throws -> [(name: String, quantity: ExactDecimal)] {
    let meters = try values.texts("meter").map(meter)
    for (index, meter) in meters.enumerated()
    where meters[..<index].contains(where: { $0.name == meter.name }) {
      throw Failure(.usage, "--meter \(meter.name)= is given twice")
    }
    return meters
  }

  /// Throws where a total is stated that no option is billed by.
  func rejectUnused(by options: [PlatformOption]) throws {
    let models = options.map(\.platform.model)
    for flag in ["duration-ms", "memory-mb"]
    where values.has(flag) && !models.contains(.perInvocation) {
      throw Failure(
        .usage, "--\(flag) says nothing about options that are not per-invocation")
    }
    if values.has("cpu-ms"), !options.contains(where: \.isBilledByCPUTime) {
      throw Failure(.usage, "--cpu-ms says nothing about options that are not billed by CPU time")
    }
    if values.has("hours"), !options.contains(where: \.isBilledByTheHour) {
      throw Failure(.usage, "--hours says nothing about options that are not billed by the hour")
    }
    for flag in ["provisioned-hours", "provisioned-requests", "provisioned-duration-ms"]
    where values.has(flag) && !options.contains(where: \.hasProvisionedConcurrency) {
      throw Failure(.usage, "--\(flag) says nothing about options without provisioned=")
    }
  }

  /// Rounded up to whole microseconds, as the durations of a trace are.
  private func duration(_ flag: String) throws -> Int64? {
    guard let milliseconds = try values.decimal(flag) else { return nil }
    guard milliseconds.scaled <= 31_622_400_000 * ExactDecimal.one else {
      throw Failure(.usage, "--\(flag) \(milliseconds) is more than 366 days")
    }
    return Int64((milliseconds.scaled * 1_000 + ExactDecimal.one - 1) / ExactDecimal.one)
  }

  private func meter(_ text: String) throws -> (name: String, quantity: ExactDecimal) {
    let sides = text.split(separator: "=", maxSplits: 1)
    guard sides.count == 2, let quantity = ExactDecimal(sides[1]), quantity >= .zero else {
      throw Failure(
        .usage, "--meter \(quotedText(text)) is not of the form NAME=QUANTITY",
        hint: "such as --meter duration=9216000000")
    }
    return (String(sides[0]), quantity)
  }
}
