import Pricing
import Simulation
import Units

/// The settings that limit or keep ready a function's environments.
extension SettingReader {
  func provisionedConcurrency() throws -> ProvisionedConcurrency? {
    guard let text = spec["provisioned"] else { return nil }
    guard text != "auto" else { return .sized }
    guard let count = Int(text), 1...1_000_000 ~= count else {
      throw unreadable("provisioned", form: "auto or a whole number from 1 to 1000000")
    }
    return .count(count)
  }

  func requestsPerEnvironment() throws -> Int? {
    try wholeNumber("concurrency", atLeast: 1)
  }

  /// Environments that are always kept; each service has them.
  func minimumEnvironments() throws -> Int {
    guard let minimum = platform.behaviour.minimumEnvironments else { return 0 }
    guard let text = spec[minimum.key] else { return minimum.count.value }
    guard let count = Int(text), 0...1_000_000 ~= count else {
      throw unreadable(minimum.key, form: "a whole number from 0 to 1000000")
    }
    return count
  }

  func maximumEnvironments() throws -> Int? {
    let maximum =
      try wholeNumber("max-instances", atLeast: 1)
      ?? platform.behaviour.maximumEnvironments?.value
    let minimum = try minimumEnvironments()
    guard let maximum, minimum > maximum else { return maximum }
    throw Failure(
      .usage,
      "\(spec): \(grouped(minimum)) kept environments are more than the maximum of "
        + grouped(maximum), hint: "raise max-instances=")
  }

  func scaleRate() throws -> ScaleRate? {
    guard let text = spec["scale-rate"] ?? platform.behaviour.scaleRate?.value else { return nil }
    guard let rate = ScaleRate(text) else {
      throw unreadable("scale-rate", form: "a number of environments and a time such as 1000/10s")
    }
    return rate
  }

  /// Asynchronous requests wait in a queue instead, so that only their concurrency is limited.
  func requestsPerConcurrency() throws -> Int? {
    try throttleName() == .queue ? nil : platform.behaviour.requestsPerConcurrency?.value
  }

  func throttling() throws -> ThrottlePolicy {
    let rule: RetryRule?
    switch try throttleName() {
    case .fail: return .fail
    case .retry: rule = platform.behaviour.retry?.value
    case .queue: rule = platform.behaviour.queue?.value
    }
    guard let rule else {
      throw Failure(
        .usage, "\(spec): how \(platform.id) repeats throttled requests is not known",
        hint: "its price file can say so, in behaviour")
    }
    return .retry(RetryPolicy(rule))
  }

  private func throttleName() throws -> ThrottleName {
    try choice("on-throttle", ThrottleName.self, default: ThrottleName.fail.rawValue)
  }
}
