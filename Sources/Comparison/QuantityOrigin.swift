import Metering
import Pricing
import Units

/// Where the quantity of a bill's line comes from, for people.
struct QuantityOrigin {
  let meter: Meter
  private let rules: MeteringRules?
  private let hasProvisionedConcurrency: Bool

  init(_ line: ExplainedLine, among lines: [ExplainedLine], platforms: [Platform]) {
    meter = line.meter
    let service = line.rate.service
    rules = platforms.first { $0.id == service.platform && $0.name == service.name }?.metering
    hasProvisionedConcurrency = lines.contains { $0.meter.counts(.provisionedTime) }
  }

  var text: String {
    switch meter.content {
    case .measured(let measure): return text(of: measure)
    case .weighted(let sum):
      let terms = sum.terms.map { term in
        "\(term.weight) × \(term.unit.rawValue) (\(text(of: term.measure)))"
      }
      let hourly = sum.hourly.map {
        ", for each clock hour with use rounded up to \($0.increment), at least \($0.minimum)"
      }
      return terms.joined(separator: " + ") + (hourly ?? "")
    }
  }

  private func text(of measure: Measure) -> String {
    let factor = measure.factor.map { " × \($0)" } ?? ""
    let above = measure.included > 0 ? " above what is included" : ""
    return measure.bases.map { text(of: $0, factor + above) }.joined(separator: ", and ")
  }

  private func text(of basis: MeterBasis, _ factor: String) -> String {
    switch basis {
    case .requests: return "completed requests\(factor)"
    case .billedTime, .provisionedBilledTime, .executionTime:
      return "for \(requests(of: basis)), \(requestTime(rules?.billedTime))\(factor), summed"
    case .activeTime: return activePeriods(in: "an environment") + factor + ", summed"
    case .minimumActiveTime:
      if rules?.activatesKept == true {
        return "time that environments which are always kept have requests or others exist\(factor)"
      }
      return activePeriods(in: "an environment that is always kept") + factor + ", summed"
    case .minimumTime: return "environments that are always kept × time\(factor)"
    case .minimumIdleTime:
      return "the rest of the time of environments that are always kept\(factor)"
    case .environmentTime:
      let rounded = rules?.environmentTime.map { " \(steps(of: $0))" } ?? ""
      return "time that each environment exists, from its start to the end of its keep-alive"
        + rounded + factor
    case .cpuTime: return "CPU time of completed requests"
    case .surplusCPUTime:
      return "CPU time of each day above the instances' baseline over 24 hours, summed"
    case .accountTime: return "time of the account's plan \(steps(of: rules?.accountTime))\(factor)"
    case .provisionedTime:
      return
        "configured provisioned concurrency × its time \(steps(of: rules?.provisionedTime))\(factor)"
    case .instanceTime:
      return "time of each instance \(steps(of: rules?.instanceTime))\(factor), summed over "
        + "instances"
    case .deployedTime:
      return "time that it exists \(steps(of: rules?.deployedTime))\(factor), used or not"
    case .restores: return "memory of each environment restored from a snapshot, summed"
    case .capacityUnits:
      return "for each hour, the most capacity units that connections, traffic or rules ask for"
    case .logBytes: return "log data taken in"
    case .egressBytes: return "data sent to the internet"
    case .natBytes: return "data through the gateway"
    case .storedTime: return "stored data × time"
    }
  }

  private func requests(of basis: MeterBasis) -> String {
    switch basis {
    case .provisionedBilledTime: return "each request inside provisioned concurrency"
    case .billedTime where hasProvisionedConcurrency:
      return "each request outside provisioned concurrency"
    default: return "each request"
    }
  }

  private func requestTime(_ rule: BilledTimeRule?) -> String {
    let step = DurationText.text(rule?.increment ?? 1)
    let minimum = rule?.minimum ?? 0
    let least = minimum > 0 ? ", at least \(DurationText.text(minimum))" : ""
    let since = rules?.billedTimeFrom.map { " (since \($0))" } ?? ""
    let what = rule?.includesInit == true ? "initialisation + duration\(since)" : "duration"
    return "\(what) rounded up to \(step)\(least)"
  }

  private func activePeriods(in environment: String) -> String {
    "for each period in which \(environment) has requests, its time "
      + steps(of: rules?.activeTime)
      + (rules?.unitesActivePeriods == false ? "" : ", what overlaps once")
  }

  private func steps(of rule: BilledTimeRule?) -> String {
    steps(rule?.increment ?? 1, rule?.minimum ?? 0)
      + (rule?.includesInit == false ? " without initialisation" : "")
  }

  private func steps(of rule: InstanceTimeRule?) -> String {
    steps(rule?.increment ?? 1, rule?.minimum ?? 0)
  }

  private func steps(_ increment: Int64, _ minimum: Int64) -> String {
    "in steps of \(DurationText.text(increment))"
      + (minimum > 0 ? ", at least \(DurationText.text(minimum))" : "")
  }
}
