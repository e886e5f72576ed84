import Simulation
import Traces
import Units

/// What every option of a comparison is replayed and billed with.
public struct Scenario: Sendable {
  public let trace: Trace
  public let period: BillingPeriod
  public let objectives: Objectives
  /// What fleets are sized to: the objectives that durations leave within reach.
  let attainableObjectives: Objectives
  public let freeTier: Bool
  public let seed: UInt64
  public let needs: WorkloadNeeds

  public init(
    trace: Trace, period: BillingPeriod, objectives: Objectives, freeTier: Bool, seed: UInt64,
    jobs: Int, needs: WorkloadNeeds = .none
  ) throws {
    self.needs = needs
    self.trace = trace
    self.period = period
    self.objectives = objectives
    attainableObjectives = try objectives.attainable(for: trace, jobs: jobs)
    self.freeTier = freeTier
    self.seed = seed
  }

  /// The same for the requests of some services, by their places in the trace.
  public func subset(services: [Int], freeTier: Bool? = nil) -> Scenario {
    Scenario(self, services: services, freeTier: freeTier ?? self.freeTier)
  }

  /// What sustained load takes of a fleet for some services; 1 where all requests are in memory.
  func leastSlots(of services: [Int]) -> Int {
    guard let stream = trace.stream else { return 1 }
    let objective =
      services.count == 1
      ? attainableObjectives.services[services[0]] : attainableObjectives.whole
    let fluid = FluidFleet(stream.work, services: services)
    return objective.latencies.map { bound in
      fluid.slots(share: 1 - bound.percentile.share, wait: bound.maximum)
    }.max() ?? 1
  }

  private init(_ whole: Scenario, services: [Int], freeTier: Bool) {
    trace = whole.trace.subset(services: services)
    period = whole.period
    objectives = whole.objectives.subset(services: services)
    attainableObjectives = whole.attainableObjectives.subset(services: services)
    self.freeTier = freeTier
    seed = whole.seed
    needs = whole.needs
  }
}

/// The objective for the whole trace and those for each service.
public struct Objectives: Sendable {
  public let whole: ServiceLevelObjective
  /// In the order of `Trace.serviceNames`.
  public let services: [ServiceLevelObjective]
  /// Whether they were derived from the trace.
  public let isDefault: Bool

  /// The same objective for the trace and for each service.
  public init(_ stated: ServiceLevelObjective, services: Int) {
    whole = stated
    self.services = Array(repeating: stated, count: services)
    isDefault = false
  }

  /// At most 0.1 % errors and a p99 latency of at most 1.5 times the trace's p99 duration.
  ///
  /// The figure holds for each service too; a service whose own p99 duration is above it, which
  /// no platform could serve within it, gets 1.5 times its own.
  public init(defaultFor trace: Trace, jobs: Int) throws {
    let durations = try DurationPercentiles(of: trace, jobs: jobs)
    let whole = Self.bound(durations.whole)
    self.whole = Self.objective(p99: whole)
    services = durations.services.map { Self.objective(p99: max(whole, Self.bound($0))) }
    isDefault = true
  }

  private static func bound(_ durations: LatencyPercentiles) -> Int64 {
    let p99 = durations.p99
    // To whole milliseconds, so that the figure can be read and typed.
    return roundedUp(p99 + p99 / 2, over: 1_000) * 1_000
  }

  private static func objective(p99: Int64) -> ServiceLevelObjective {
    ServiceLevelObjective(
      latencies: [.init(percentile: .p99, maximum: p99)],
      errors: ExactDecimal(1, over: 1_000))
  }

  /// The same with latency bounds that a fleet without any waiting could keep: one that the
  /// durations alone exceed becomes 1.5 times what they reach, so that sizing ends in a sensible
  /// fleet. Whether the true objective is met is judged afterwards.
  func attainable(for trace: Trace, jobs: Int) throws -> Objectives {
    // The default bounds are above what the durations reach by their making.
    guard !isDefault else { return self }
    let durations = try DurationPercentiles(of: trace, jobs: jobs)
    return Objectives(
      whole: whole.attainable(for: durations.whole),
      services: zip(services, durations.services).map { $0.attainable(for: $1) },
      isDefault: isDefault)
  }

  private init(
    whole: ServiceLevelObjective, services: [ServiceLevelObjective], isDefault: Bool
  ) {
    self.whole = whole
    self.services = services
    self.isDefault = isDefault
  }

  /// The same for a part of the trace, whose durations may exceed them.
  var forAPart: Objectives { Objectives(whole: whole, services: services, isDefault: false) }

  /// Those of some services; a service alone need not be as fast as the whole trace.
  func subset(services chosen: [Int]) -> Objectives {
    let objectives = chosen.map { services[$0] }
    return Objectives(
      whole: objectives.count == 1 ? objectives[0] : whole, services: objectives,
      isDefault: isDefault)
  }

  /// Whether the whole trace and each service get what they must.
  func areMet(by replay: Replay) -> Bool {
    whole.isMet(by: replay.whole)
      && zip(services, replay.services).allSatisfy { $0.isMet(by: $1) }
  }
}

extension ServiceLevelObjective {
  fileprivate func attainable(for reached: LatencyPercentiles) -> ServiceLevelObjective {
    return ServiceLevelObjective(
      latencies: latencies.map {
        let least = $0.percentile.value(of: reached)
        return $0.maximum >= least
          ? $0 : LatencyBound(percentile: $0.percentile, maximum: least + least / 2)
      }, errors: errors)
  }
}
