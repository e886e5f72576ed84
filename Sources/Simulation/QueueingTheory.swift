import Glibc

/// Closed forms of queueing theory for Poisson arrivals, against which replays are checked.
///
/// `load` is offered load in erlangs: arrival rate × mean service time. Rates are in one unit, such
/// as a second, and times come out in it.
public enum QueueingTheory {
  /// Probability that an arrival is lost in M/G/c/c.
  ///
  /// A. K. Erlang 1917, by the recursion B(n) = aB(n−1) / (n + aB(n−1)).
  public static func erlangB(servers: Int, load: Double) -> Double {
    blocking(servers: servers, capacity: servers, load: load)
  }

  /// Probability that an arrival has to wait in M/M/c; 1 when the load is not below `servers`.
  ///
  /// A. K. Erlang 1917: C = B / (1 − ρ(1 − B)).
  public static func erlangC(servers: Int, load: Double) -> Double {
    guard load < Double(servers) else { return 1 }
    let lost = erlangB(servers: servers, load: load)
    return lost / (1 - load / Double(servers) * (1 - lost))
  }

  /// Mean wait in the queue of M/M/c; infinite when the load is not below `servers`.
  ///
  /// C / (cμ − λ); Kleinrock, "Queueing Systems" volume 1 (1975), section 3.5.
  public static func meanWait(servers: Int, arrivalRate: Double, serviceRate: Double) -> Double {
    let spare = Double(servers) * serviceRate - arrivalRate
    guard spare > 0 else { return .infinity }
    return erlangC(servers: servers, load: arrivalRate / serviceRate) / spare
  }

  /// The wait that the share `quantile`, in 0..<1, of arrivals to M/M/c does not exceed; infinite
  /// when the load is not below `servers`.
  ///
  /// From P(W > t) = C·exp(−(cμ − λ)t); the same section.
  public static func waitQuantile(
    _ quantile: Double, servers: Int, arrivalRate: Double, serviceRate: Double
  ) -> Double {
    let spare = Double(servers) * serviceRate - arrivalRate
    guard spare > 0 else { return .infinity }
    let waits = erlangC(servers: servers, load: arrivalRate / serviceRate)
    return max(0, log(waits / (1 - quantile)) / spare)
  }

  /// Probability that an arrival is rejected in M/M/c/K; `capacity` K counts requests in service
  /// and in the queue.
  ///
  /// The recursion P(n) = rP(n−1) / (1 + rP(n−1)), r = a / min(n, c), of a truncated birth and
  /// death process; Kleinrock, section 3.6.
  public static func blocking(servers: Int, capacity: Int, load: Double) -> Double {
    guard servers > 0, load > 0 else { return load > 0 ? 1 : 0 }
    var blocked = 1.0
    for size in 1...max(1, capacity) {
      let ratio = load / Double(min(size, servers)) * blocked
      blocked = ratio / (1 + ratio)
    }
    return blocked
  }

  /// Probability of a cold start for requests without duration: no arrival within the keep-alive.
  ///
  /// e^(−λτ), the probability that an exponential time between arrivals exceeds τ.
  public static func coldStartProbability(arrivalRate: Double, keepAlive: Double) -> Double {
    exp(-arrivalRate * keepAlive)
  }
}
