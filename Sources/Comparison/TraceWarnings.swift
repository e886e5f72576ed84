import Traces
import Units

extension TraceReadReport {
  /// What the stamps and durations of the files leave uncertain.
  public var warnings: [Warning] {
    var warnings: [Warning] = []
    for stamps in coarseStamps where stamps.count > 1 {
      let unit = stamps.grain.rawValue
      let share =
        stamps.count == stamps.rows
        ? "every stamp is a whole \(unit) (\(grouped(stamps.count)) requests)"
        : "\(grouped(stamps.count)) of \(grouped(stamps.rows)) stamps are whole \(unit)s"
      warnings.append(
        Warning(
          code: "coarse-stamps",
          message:
            "\(share): those within \(stamps.grain == .hour ? "an" : "a") \(unit) look simultaneous, "
            + "which inflates concurrency and cold starts; "
            + "--spread \(unit)s spreads them over their \(unit)"))
    }
    for guess in durationGuesses {
      warnings.append(Warning(code: "duration-unit-assumed", message: guess))
    }
    for sentence in oddDurations {
      warnings.append(
        Warning(
          code: "implausible-durations",
          message: "\(sentence): is their unit another (--duration-unit), or are they no durations?"
        ))
    }
    return warnings + doubts
  }

  /// Rows that are a sample, and stamps far from all others.
  private var doubts: [Warning] {
    var warnings: [Warning] = []
    if !samplingColumns.isEmpty {
      let names = samplingColumns.joined(separator: ", ")
      warnings.append(
        Warning(
          code: "sampled-rows",
          message: "\(names) says that the rows are a sample, each of which may stand for several "
            + "requests; each counts once (--fields weight=\(samplingColumns[0]) counts them, where "
            + "it is the number of requests of a row or the share that was kept)"))
    }
    if let stretch = emptyStretch, stretch.span > 0,
      let share = ExactDecimal(
        Int128(stretch.emptyTime) * 100, over: Int128(stretch.span))
    {
      warnings.append(
        Warning(
          code: "empty-span",
          message: "\(share.text(places: 2)) % of the trace's span is empty: nothing arrives for "
            + BillingPeriod.readable(stretch.end - stretch.start) + " from "
            + "\(iso8601(microseconds: stretch.start)) to \(iso8601(microseconds: stretch.end)); "
            + stretch.sides))
    }
    return warnings
  }
}

extension EmptyStretch {
  /// What lies on its side with fewer requests, and what may be wrong.
  fileprivate var sides: String {
    let first = "\(place) with \(iso8601(microseconds: arrivalApart))"
    let side = isBefore ? "before" : "behind"
    guard requestsApart > 1 else {
      return
        "one request of \(grouped(requests)) lies \(side) it, \(first): is its time stamp right?"
    }
    return
      "\(grouped(requestsApart)) of \(grouped(requests)) requests lie \(side) it (the first of "
      + "them in the files is \(first)): are their time stamps right, and are these logs of one time?"
  }
}
