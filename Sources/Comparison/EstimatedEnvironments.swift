import Metering
import Pricing
import Simulation
import Units

/// The time that requests take of environments, as far as a month's totals say: only a trace shows
/// which requests meet in an environment, how often one starts and how long it idles.
struct EstimatedEnvironments {
  let option: PlatformOption
  let settings: InvocationSettings
  let requests: Int128
  /// Microseconds a request.
  let duration: Int64
  /// Microseconds that environments may exist: a month, or what `--hours` says.
  let period: Int128
  /// Whether the hours that environments exist are stated.
  let hasHours: Bool

  /// Which of the bounds is meant.
  enum Bound {
    /// The busy time with as many requests at once in each environment as it may have.
    case least
    /// What is billed: where the existence of environments is billed, their busy time with the
    /// stated number of requests at once, else with one; where their active periods are, the time
    /// of requests that are alone in their environments.
    case billed
  }

  /// Most requests at once in an environment.
  var most: Int {
    settings.requestsPerEnvironment
      ?? option.platform.behaviour.requestsPerEnvironment?.value ?? 1
  }

  /// Whether environments are billed while they are idle, so that busy time is the least.
  var billsExistence: Bool { option.counts(.environmentTime) }

  /// Whether the stated hours are all that environments exist, and enough for the requests.
  var areStated: Bool {
    guard hasHours, billsExistence, let busy = try? activeTime(.billed) else { return false }
    return busy <= max(1, Int128(settings.minimumEnvironments)) * period
  }

  /// Adds the time of environments to what is there whether requests come or not.
  ///
  /// Kept environments serve first, as long as they can. Throws `.usage` where the times are too
  /// long to be billed.
  func add(_ bound: Bound, to usage: inout Usage) throws {
    let kept = Int128(settings.minimumEnvironments) * period
    let active = try activeTime(bound)
    let keptActive = min(active, kept)
    usage.minimumTime = kept
    usage.minimumActiveTime = keptActive
    usage.minimumIdleTime = kept - keptActive
    let starts = Self.leastStarts(busy: active - keptActive, period: period)
    let rule = option.platform.metering.activeTime
    let initialized =
      rule?.includesInit == false && !billsExistence ? 0 : starts * (statedInit ?? 0)
    usage.activeTime = active - keptActive + initialized
    guard billsExistence else { return }
    // Hours that are stated are those that an environment exists, requests or not.
    usage.environmentTime = max(
      usage.environmentTime, usage.activeTime, starts * leastExistence)
  }

  private func activeTime(_ bound: Bound) throws -> Int128 {
    let metering = option.platform.metering
    if !billsExistence, bound == .billed || (most == 1 && !metering.unitesActivePeriods),
      let rule = metering.activeTime
    {
      return try product(Int128(rule.billed(duration: duration, initialization: 0)))
    }
    let sharing = Int128(bound == .least ? most : settings.requestsPerEnvironment ?? 1)
    return (try product(Int128(duration)) + sharing - 1) / sharing
  }

  private func product(_ time: Int128) throws -> Int128 {
    let (product, overflow) = requests.multipliedReportingOverflow(by: time)
    guard !overflow, product <= Int128.max / 1_000_000 else {
      throw Failure(.usage, "\(requests) requests are too many to bill")
    }
    return product
  }

  private var leastExistence: Int128 {
    Int128(option.platform.metering.environmentTime?.minimum ?? 0)
  }

  /// The fewest environments that are busy for so long in a period, each of which starts once.
  static func leastStarts(busy: Int128, period: Int128) -> Int128 {
    busy > 0 ? max(1, (busy + period - 1) / max(1, period)) : 0
  }

  /// Mean initialisation in microseconds, where the option states it.
  private var statedInit: Int128? { settings.statedInit(of: option) }
}

extension InvocationSettings {
  /// Mean initialisation in microseconds, where the option states a time.
  func statedInit(of option: PlatformOption) -> Int128? {
    guard option.spec["init"] != nil, case .distribution(let distribution) = initialization else {
      return nil
    }
    return Int128(distribution.mean.rounded())
  }
}

// MARK: For people

extension EstimatedEnvironments {
  /// What the bounds rest on.
  ///
  /// - Parameter least: the bill at the least, for people; nil where it is what is billed.
  func sentences(least: String?) -> [String] {
    guard !areStated else { return [] }
    var sentences: [String] = []
    let sharing = "\(grouped(most)) \(most == 1 ? "request" : "requests") at once"
    if billsExistence {
      let stated = settings.requestsPerEnvironment ?? 1
      sentences.append(
        "environments are billed while they exist: at least while they are busy with "
          + "\(grouped(stated)) \(stated == 1 ? "request" : "requests") at once in each; how long "
          + "they idle until their keep-alive ends shows in a trace")
      if let least {
        sentences.append(
          "how many requests share an environment is not stated (concurrency=): with \(sharing) in "
            + "each it is at least \(least)")
      }
    } else if let least {
      sentences.append(
        "each request is billed as if it were alone in its environment, the most; with \(sharing) "
          + "in each all the time it is \(least), the least")
    }
    if settings.minimumEnvironments > 0 {
      sentences.append("kept environments serve requests first, as long as they can")
    }
    return sentences
  }
}
