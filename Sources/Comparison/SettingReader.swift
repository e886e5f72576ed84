import Pricing
import Units

/// Reads the values of one SPEC's keys; every error names the SPEC and the key.
struct SettingReader {
  let spec: OptionSpec
  let platform: Platform

  /// The keys that options of a platform understand besides its parameters and companions.
  static func modelKeys(_ platform: Platform) -> [String] {
    switch platform.model {
    case .perInvocation:
      let behaviour = platform.behaviour
      return ["keep-alive", "init", "routing"]
        + (behaviour.accountConcurrency == nil
          ? [] : ["reserved", "account-concurrency", "scale-rate", "on-throttle"])
        + (platform.metering.provisionedTime == nil ? [] : ["provisioned"])
        + (behaviour.requestsPerEnvironment == nil ? [] : ["concurrency"])
        + (behaviour.minimumEnvironments.map { [$0.key] } ?? [])
        + (behaviour.maximumEnvironments == nil ? [] : ["max-instances"])
        + (platform.pricedService.platform == platform.id ? [] : ["nodes"])
    case .provisioned:
      return [
        "count", "slots", "cpu-per-request", "memory-per-request", "queue", "queue-timeout",
        "balance", "scope",
      ]
    case .surrounding:
      return ["count"] + (platform.capacityUnit?.ruleEvaluationsPerSecond == nil ? [] : ["rules"])
    }
  }

  func rejectUnknownKeys() throws {
    let known =
      platform.parameters.map(\.key)
      + Self.modelKeys(platform) + platform.companions.map(\.key.setting)
    for setting in spec.settings where !known.contains(setting.key) {
      throw Failure(
        .usage, "\(spec): \(platform.id) has no key \"\(setting.key)\"",
        hint: suggestion(setting.key, among: known)
          ?? "its keys are \(known.joined(separator: ", "))"
      )
    }
  }

  /// The value of a parameter, its default where the SPEC does not say, checked for form only:
  /// whether the platform can do it is a question of feasibility.
  func value(of parameter: Parameter) throws -> String? {
    guard let value = spec[parameter.key] else { return parameter.defaultValue }
    if parameter.unit != nil {
      _ = try amount(of: parameter)
      return ExactDecimal(value)?.text ?? value
    }
    guard parameter.values.isEmpty || parameter.values.contains(value) else {
      throw Failure(
        .usage, "\(spec): \(parameter.key) \"\(value)\" is not known to \(platform.id)",
        hint: suggestion(value, among: parameter.values)
          ?? (parameter.values.count <= 8
            ? "it is one of \(parameter.values.joined(separator: ", "))"
            : "costsim prices show \(platform.id) lists them"))
    }
    return value
  }

  /// The amount of a parameter with a unit in whole base units, its default where the SPEC does not
  /// say; nil where it has neither.
  func amount(of parameter: Parameter) throws -> Int128? {
    guard let unit = parameter.unit, let text = spec[parameter.key] ?? parameter.defaultValue else {
      return nil
    }
    // A billion of the unit is beyond every platform and within all arithmetic.
    guard let number = ExactDecimal(text), number > .zero,
      number.scaled <= 1_000_000_000 * ExactDecimal.one,
      (number.scaled * unit.baseAmount) % ExactDecimal.one == 0
    else { throw unreadable(parameter.key, form: unit.form) }
    return number.scaled * unit.baseAmount / ExactDecimal.one
  }

  /// Beyond every platform and within all arithmetic.
  private static let most = 1_000_000_000

  func wholeNumber(_ key: String, atLeast least: Int) throws -> Int? {
    guard let text = spec[key] else { return nil }
    guard let number = Int(text), number >= least, number <= Self.most else {
      throw unreadable(key, form: "a whole number from \(least) to \(Self.most)")
    }
    return number
  }

  func thousandths(_ key: String) throws -> Int64? {
    guard let text = spec[key] else { return nil }
    guard let number = ExactDecimal(text), let value = wholeThousandths(number) else {
      throw unreadable(key, form: "a positive number of vCPU with at most three decimals")
    }
    return value
  }

  func duration(_ key: String) throws -> Int64? {
    guard let text = spec[key] else { return nil }
    guard let value = DurationText.microseconds(text) else {
      throw unreadable(key, form: "a duration such as 500ms or 30s")
    }
    return value
  }

  func choice<Value: RawRepresentable & CaseIterable>(
    _ key: String, _ type: Value.Type, default defaultValue: String
  ) throws -> Value where Value.RawValue == String {
    let text = spec[key] ?? defaultValue
    let names = Value.allCases.map(\.rawValue)
    guard let value = Value(rawValue: text) else {
      throw Failure(
        .usage, "\(spec): \(key) \"\(text)\" is not known",
        hint: suggestion(text, among: names) ?? "it is one of \(names.joined(separator: ", "))")
    }
    return value
  }

  func unreadable(_ key: String, form: String) -> Failure {
    Failure(.usage, "\(spec): \(key) \"\(spec[key] ?? "")\" is not \(form)")
  }
}

/// `did you mean c5.large?`, nil where nothing is near.
func suggestion(_ word: String, among known: [String]) -> String? {
  closest(to: word, among: known).map { "did you mean \($0)?" }
}
