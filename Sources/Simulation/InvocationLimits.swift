import Units

/// The limits of a per-invocation model for the services of one trace, checked.
struct InvocationLimits {
  /// Environments that are kept ready, for each service.
  let provisioned: [Int]
  let reserved: Int?
  /// Most requests in flight on demand over all services.
  let onDemand: Int?
  private let scaleRate: ScaleRate?
  private let requestsPerConcurrency: Int?

  /// More environments than this are no deployment, and their sums would overflow.
  private static let mostProvisioned = 1_000_000_000
  private static let second: Int64 = 1_000_000

  init(_ model: PerInvocationModel, services: Int) throws {
    provisioned = model.provisionedConcurrency ?? [Int](repeating: 0, count: services)
    reserved = model.reservedConcurrency
    scaleRate = model.scaleRate
    requestsPerConcurrency = model.requestsPerConcurrency
    let total = provisioned.reduce(0) { $0 &+ $1 }
    onDemand = model.accountConcurrency.map { max(0, $0) - min(total, max(0, $0)) }
    guard provisioned.count == services else {
      throw Failure(
        .software, "\(provisioned.count) provisioned concurrencies for \(services) services")
    }
    try check(total: total, account: model.accountConcurrency)
    if case .retry(let policy) = model.throttling { try policy.check() }
  }

  private func check(total: Int, account: Int?) throws {
    for concurrency in provisioned {
      guard 0...Self.mostProvisioned ~= concurrency else {
        throw Failure(
          .usage,
          "provisioned concurrency must be 0 to \(Self.mostProvisioned), not \(concurrency)")
      }
      guard concurrency == 0 || concurrency <= reserved ?? .max else {
        throw Failure(
          .usage,
          "provisioned concurrency \(concurrency) is more than the reserved \(reserved ?? 0)",
          hint: "reserve at least as much, or provision less")
      }
    }
    guard total == 0 || total <= account ?? .max else {
      throw Failure(
        .usage,
        "provisioned concurrency \(total) over all services is more than the account's "
          + "\(account ?? 0)", hint: "raise the account's concurrency, or provision less")
    }
    if let scaleRate, scaleRate.environments < 0 || scaleRate.period < 1 {
      throw Failure(
        .usage,
        "a scaling rate needs at least 0 environments and 1 µs, not \(scaleRate.environments) "
          + "in \(scaleRate.period) µs")
    }
    if let requestsPerConcurrency, requestsPerConcurrency < 1 {
      throw Failure(
        .usage,
        "requests a second and concurrency must be at least 1, not "
          + "\(requestsPerConcurrency)")
    }
  }

  var hasProvisioned: Bool { provisioned.contains { $0 > 0 } }

  /// The bucket of a service's starts, where they are limited.
  func scaleBucket(start: Int64) -> TokenBucket? {
    scaleRate.map {
      TokenBucket(tokens: $0.environments, period: $0.period, start: start)
    }
  }

  /// The bucket of requests a second for `concurrency`, where they are limited.
  func requestBucket(concurrency: Int?, start: Int64) -> TokenBucket? {
    requestsASecond(concurrency: concurrency).map {
      TokenBucket(tokens: $0, period: Self.second, start: start)
    }
  }

  /// Requests a second that `concurrency` allows; nil is no limit.
  func requestsASecond(concurrency: Int?) -> Int? {
    guard let requestsPerConcurrency, let concurrency else { return nil }
    let (product, overflow) = requestsPerConcurrency.multipliedReportingOverflow(
      by: max(0, concurrency))
    return overflow ? .max : product
  }
}
