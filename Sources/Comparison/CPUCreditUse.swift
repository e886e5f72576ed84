import Metering
import Pricing
import Traces
import Units

/// What burstable instances use of their vCPU above the baseline.
///
/// The hourly price covers CPU use as long as the average over 24 hours is at or below the baseline;
/// above, an instance in mode unlimited is billed for each vCPU-hour (Amazon EC2 User Guide,
/// "Unlimited mode for burstable performance instances"). Days are counted from the first arrival, a
/// request's CPU time belongs to the day in which it arrives, and the instances share it evenly.
struct CPUCreditUse {
  let type: InstanceType
  let credits: CPUCredits
  /// Above the baseline, in thousandths of a vCPU × µs of the trace.
  let surplus: Int128

  /// nil for a type without known credits. Throws what reading a stream does.
  ///
  /// - Parameters:
  ///   - trace: the requests that the instances serve.
  ///   - share: the part of their CPU time that is used on the instances.
  ///   - time: microseconds that the trace stands for.
  init?(
    of trace: Trace, demand: RequestDemand, type: InstanceType?, instances: Int,
    share: ExactDecimal = ExactDecimal(scaled: ExactDecimal.one), time: Int64
  ) throws {
    guard let type, let credits = type.credits else { return nil }
    self.type = type
    self.credits = credits
    let first = trace.firstArrival ?? 0
    var (day, used, sum) = (Int64(0), Int128(0), Int128(0))
    func above() -> Int128 {
      let length = max(0, min(BillingPeriod.day, time - day * BillingPeriod.day))
      let covered = Int128(type.size.milliVcpu) * Int128(instances) * Int128(length)
      return max(
        0,
        used * share.scaled / ExactDecimal.one
          - covered * credits.baseline.scaled / ExactDecimal.one)
    }
    try trace.forEachRequest { request in
      let arrivalDay = (request.arrival - first) / BillingPeriod.day
      if arrivalDay != day {
        sum += above()
        (day, used) = (arrivalDay, 0)
      }
      used +=
        demand.isMeasured && request.cpuTime >= 0
        ? Int128(request.cpuTime) * 1_000 : Int128(request.duration) * Int128(demand.milliVcpu)
    }
    surplus = sum + above()
  }

  /// What is billed of it.
  var usage: Usage {
    var usage = Usage()
    if credits.mode == .unlimited { usage.surplusCPUTime = surplus }
    return usage
  }

  /// What the bill rests on; nil where nothing is above the baseline.
  var assumption: String? {
    guard credits.mode == .unlimited, surplus > 0 else { return nil }
    return "\(type.name) launches as unlimited: CPU use above \(credits.text) is billed a "
      + "vCPU-hour, as if instances shared it evenly"
  }

  /// What slows down; nil where nothing is above the baseline.
  private var warning: Warning? {
    guard credits.mode == .standard, surplus > 0 else { return nil }
    return Warning(
      code: "burstable",
      message: "\(type.name) launches as standard: the requests need more than its baseline of "
        + "\(credits.text), to which it slows down; the latencies shown are those of full speed")
  }

  /// What slows down, and that it is not known where the type's credits are not.
  static func warnings(of uses: [CPUCreditUse?], on type: InstanceType?) -> [Warning] {
    (uses.map { $0?.warning } + [unknownCredits(type)]).compactMap { $0 }.uniqued()
  }

  /// Of a burstable type where nothing tells how much CPU is used.
  static func unstatedUse(_ type: InstanceType?) -> Warning? {
    guard let type, let credits = type.credits else { return unknownCredits(type) }
    return Warning(
      code: "burstable",
      message: credits.mode == .standard
        ? "\(type.name) launches as standard: above \(credits.text) it slows down"
        : "\(type.name) launches as unlimited: CPU use above \(credits.text) costs more; "
          + "--meter surplus-credits=VCPU_HOURS bills it")
  }

  /// Of a burstable type whose credits are not known.
  private static func unknownCredits(_ type: InstanceType?) -> Warning? {
    guard let type, type.burstable, type.credits == nil else { return nil }
    return Warning(
      code: "burstable",
      message: "\(type.name) earns CPU credits: sustained use above its baseline is slower or "
        + "costs surplus credits, which are not included")
  }
}

extension CPUCredits {
  /// The baseline for people.
  fileprivate var text: String {
    let percent = baseline.times(100, over: 1) ?? .zero
    return "\(percent.text(places: 2, padded: false)) % of each vCPU on a 24-hour average"
  }
}
