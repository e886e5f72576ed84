import Traces
import Units

/// Fleets that serve the base of the load, and functions that take what the fleets cannot serve
/// soon enough.
public struct HybridModel: Hashable, Sendable {
  /// A fleet with one first-come, first-served queue for some services.
  public struct Base: Hashable, Sendable {
    /// Indices into `Trace.rows`; a service belongs to one base at most.
    public var services: [Int]
    /// 0 is no fleet.
    public var instances: Int
    /// Requests that an instance serves at once; at least 1.
    public var slotsPerInstance: Int

    public init(services: [Int], instances: Int, slotsPerInstance: Int) {
      self.services = services
      self.instances = instances
      self.slotsPerInstance = slotsPerInstance
    }
  }

  /// The services of no base go to the functions.
  public var bases: [Base]
  public var burst: PerInvocationModel
  /// A request that would wait longer than this many microseconds for a slot goes to the functions
  /// at its arrival; below 0 counts as 0.
  public var maximumWait: Int64

  public init(bases: [Base], burst: PerInvocationModel, maximumWait: Int64 = 0) {
    self.bases = bases
    self.burst = burst
    self.maximumWait = maximumWait
  }

  /// Replays `trace` on at most `jobs` threads, whose number changes no figure.
  ///
  /// No admitted request leaves a queue before it starts, so that a request's wait is known at its
  /// arrival. What goes to the functions is replayed as a trace of its own: with initialisation
  /// from the trace, means are those of the requests that went there. A request that functions
  /// throttle and retry counts as in flight from its arrival.
  ///
  /// Throws `Failure(.usage)` for a base without slots, a negative number of instances or a service
  /// in two bases, `Failure(.data)` for arrivals out of order, `Failure(.software)` when
  /// conservation of requests or Little's law does not hold.
  ///
  /// - Parameter onFunctions: the same requests with the durations that they have on the functions;
  ///   nil where those are the same.
  public func replay(
    _ trace: Trace, onFunctions: Trace? = nil, seed: UInt64, jobs: Int,
    keepingLatencies: Bool = false
  ) throws -> HybridReplay {
    try checkBases(services: trace.rows.count)
    if trace.stream != nil {
      var result = try streamed(trace, seed: seed)
      result.replay = result.replay.keepingTally(keepingLatencies)
      return result
    }
    return try withReplayColumns(of: trace, rows: trace.rows) { columns in
      let wait = longestWait
      let accounts = try parallelMap(count: bases.count, jobs: jobs) { index in
        var base = BaseReplay(bases[index], columns, maximumWait: wait)
        return base.run(ArrivalWalk(trace, services: bases[index].services))
      }
      let burst = try replayOverflow(of: onFunctions ?? trace, columns, seed: seed, jobs: jobs)
      var result = try HybridMerge(
        trace: trace, columns: columns, bases: accounts, burst: burst, jobs: jobs
      ).replay()
      if keepingLatencies { result.replay.latencies = columns.keptLatencies(of: trace.rows) }
      return result
    }
  }

  /// Replays what the bases did not serve on the functions.
  private func replayOverflow(
    of trace: Trace, _ columns: ReplayColumns, seed: UInt64, jobs: Int
  ) throws -> Replay {
    let overflow = columns.latencies.indices.filter { columns.latencies[$0] < 0 }
    var replay = try burst.replay(
      trace.subset(rows: overflow), seed: seed, jobs: jobs, keepingLatencies: true)
    for (row, latency) in zip(overflow, replay.latencies ?? []) {
      columns.latencies[row] = latency
    }
    replay.latencies = nil
    return replay
  }

  /// `maximumWait` within what can be added to any time.
  var longestWait: Int64 { min(max(maximumWait, 0), ReplayColumns.forEver) }

  private func checkBases(services: Int) throws {
    var isTaken = [Bool](repeating: false, count: services)
    for base in bases {
      guard base.instances >= 0, base.slotsPerInstance >= 1 else {
        throw Failure(.usage, "a base needs at least one slot on each of its 0 or more instances")
      }
      for service in base.services {
        guard isTaken.indices.contains(service), !isTaken[service] else {
          throw Failure(.usage, "service \(service) of \(services) is unknown or in two bases")
        }
        isTaken[service] = true
      }
    }
  }
}

/// The result of replaying a trace on fleets and functions.
public struct HybridReplay: Equatable, Sendable {
  /// Of all requests. The window is from the first arrival to the last departure of all, instance
  /// figures are those of the fleets, which exist during all of it, and of the functions until
  /// their own last departure, peak instances the sum of the parts' peaks. A service has the
  /// instance figures of its whole fleet and of its own functions.
  public internal(set) var replay: Replay
  /// Of the requests that went to the functions alone, in the same order of services: their
  /// `requests` are the overflow.
  public let burst: Replay
  /// Of the requests that the fleets served, in the order of `HybridModel.bases`.
  public let bases: [BaseUse]
}

/// What a base served.
public struct BaseUse: Equatable, Sendable {
  public let completed: Int
  /// Time that slots held a running request, in microseconds, summed over slots.
  public let busySlotTime: Int128
  /// Time that slots existed, summed over slots.
  public let availableSlotTime: Int128
  /// Time that instances had at least one request, summed over instances.
  public let runningTime: Int128

  /// Busy over available slot time, 0...1; 0 when there is none.
  public var utilization: ExactDecimal {
    ExactDecimal(busySlotTime, over: availableSlotTime) ?? .zero
  }
}
