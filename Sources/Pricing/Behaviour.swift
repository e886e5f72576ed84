import Units

/// A figure with the date and the source that it comes from.
public struct Dated<Value: Sendable>: Sendable {
  public let value: Value
  public let asOf: AsOf
  /// A key of `Platform.sources`.
  public let source: String
  public let confidence: Confidence
}

/// How a platform behaves where an option does not say otherwise.
public struct Behaviour: Sendable {
  /// Which idle environment a request takes, as `--option` writes it.
  public let routing: Dated<String>?
  /// How long an idle environment stays warm, as `--option` writes it.
  public let keepAlive: Dated<String>?
  public let accountConcurrency: Dated<Int>?
  /// How fast a function's environments may grow, as `--option` writes it: `1000/10s`.
  public let scaleRate: Dated<String>?
  /// Requests a second for each unit of concurrency, above which requests are throttled.
  public let requestsPerConcurrency: Dated<Int>?
  /// How a client repeats a throttled request.
  public let retry: Dated<RetryRule>?
  /// How the platform repeats a throttled request of an asynchronous caller.
  public let queue: Dated<RetryRule>?
  /// MB of memory that buy one vCPU.
  public let memoryPerVcpu: Dated<Int>?
  /// The share of an instance's memory that requests can use, 0–1.
  public let usableMemory: Dated<ExactDecimal>?
  /// The share of an instance's vCPU that requests can use, 0–1.
  public let usableVcpu: Dated<ExactDecimal>?
  /// Requests that an environment serves at once; nil where it is one.
  public let requestsPerEnvironment: Dated<Int>?
  /// The most that an option may ask for.
  public let mostRequestsPerEnvironment: Int?
  /// Whether `requestsPerEnvironment` is no limit but where the default scale rule adds another.
  public let scalesAtRequestsPerEnvironment: Bool
  /// Environments of a service that are always kept; nil where there is no such thing.
  public let minimumEnvironments: KeptEnvironments?
  /// Most environments of a service; nil where there is no such thing.
  public let maximumEnvironments: Dated<Int>?
  /// Measured initialisation times by runtime.
  public let initTimes: [InitTime]
  /// The initialisation time where it is not known by runtime, as `--option` writes it.
  public let initTime: Dated<String>?
}

/// Environments that are always kept.
public struct KeptEnvironments: Sendable {
  /// What options call their number, such as `min-instances`.
  public let key: String
  public let count: Dated<Int>
}

/// A measured initialisation (cold start) time.
public struct InitTime: Hashable, Sendable {
  public let runtime: String
  public let package: String
  public let arch: String
  public let distribution: DurationDistribution
  /// Observations behind the distribution.
  public let samples: Int
  public let asOf: AsOf
  public let source: String
}
