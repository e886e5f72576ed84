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
