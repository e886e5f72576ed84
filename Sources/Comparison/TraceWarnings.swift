import Traces
import Units

extension TraceReadReport {
  /// What the stamps and durations of the files leave uncertain.
  public var warnings: [Warning] {
    var warnings: [Warning] = []
    if coarseRows > 1 {
      warnings.append(
        Warning(
          code: "coarse-stamps",
          message:
            "every stamp is a whole second (\(grouped(coarseRows)) requests): those within a "
            + "second look simultaneous, which inflates concurrency and cold starts; "
            + "--spread seconds spreads them over their second"))
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
            + "it is the number of requests of a row)"))
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
            + "\(stretch.place) with \(iso8601(microseconds: stretch.arrivalApart)) stands apart "
            + "(\(grouped(stretch.requestsApart)) \(stretch.requestsApart == 1 ? "request" : "requests") on "
            + "that side): is its time stamp right?"))
    }
    return warnings
  }
}
