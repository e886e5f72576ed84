import Traces
import Units

extension TraceReadReport {
  /// How the files were understood, and what was assumed where they say nothing: a sentence each.
  var interpretation: [String] {
    var sentences = Set(formats).sorted().filter { $0 != TraceReader.formatNames[0] }.map(sentence)
    if !otherEntries.isEmpty {
      sentences.append(
        "left out, as they are no requests of a service: "
          + otherEntries.map { "\(grouped($0.count)) \($0.reason)" }.joined(separator: ", "))
    }
    if unansweredRows > 0 {
      sentences.append(
        "\(grouped(unansweredRows)) "
          + (unansweredRows == 1 ? "request that a server" : "requests that servers")
          + " got and did not answer: the duration is that until it was given up")
    }
    if weightedRequests > 0 {
      sentences.append(weights)
    }
    sentences += durationReadings
    if let expansion {
      sentences.append(
        "\(grouped(countedRequests)) requests were counted in \(grouped(countedPeriods)) periods of "
          + "\(BillingPeriod.readable(periodLength)); within them they arrive with "
          + "\(expansion.rawValue) gaps (--expand)")
    }
    if lacksDurations {
      sentences.append("no durations are known (--duration-ms): they count as 0")
    }
    if durationAssumedRows > 0 {
      sentences.append(
        "\(grouped(durationAssumedRows)) requests state no duration: that of --duration-ms is assumed"
      )
    }
    if spreadRows > 0 {
      sentences.append(
        "\(grouped(spreadRows)) requests with stamps in whole "
          + (spreadGrain == .second
            ? "seconds are spread over their second"
            : "\(spreadGrain.rawValue)s or shorter units are spread over those")
          + " (--spread none leaves them)")
    }
    if stamplessRows > 0 {
      sentences.append(
        "no time stamps: \(grouped(stamplessRows)) requests are set one after the other, so that "
          + "rates, concurrency and cold starts say nothing")
    }
    if unmatchedRows > 0 {
      sentences.append(
        "\(grouped(unmatchedRows)) requests that no --service pattern matches are the service other"
          + (unmatchedTargets.isEmpty
            ? "" : ", such as \(unmatchedTargets.joined(separator: ", "))"))
    }
    if soleFunctionRows > 0 {
      sentences.append(
        "\(grouped(soleFunctionRows)) requests name no function and are of the only one that their "
          + "file names")
    }
    return sentences
  }

  /// How rows of several requests became requests.
  private var weights: String {
    let span = "the whole span of the trace, of a second or more"
    let start =
      "rows with a weight stand for \(grouped(weightedRequests)) requests: a row's own arrives at its "
      + "stamp, the others at times drawn evenly from "
    guard weightedRows > loneWeightedRows else {
      return start + span + ", as their services have one stamp alone (--seed)"
    }
    return start
      + "there to the next row of its service (--seed); behind the last row the time before "
      + "it is taken again"
      + (loneWeightedRows == 0
        ? ""
        : "; where a service has one stamp alone, from \(span) "
          + "(\(grouped(loneWeightedRows)) such \(loneWeightedRows == 1 ? "row" : "rows"))")
  }

  private func sentence(_ format: String) -> String {
    let namesNone = isGroupedByPatterns || serviceAssumedRows == rowsKept
    let kind = namesNone ? nil : TraceReader.serviceKind(format)
    return "read as \(format) (--input-format): time stamps are the "
      + (TraceReader.stampsStarts(format) && !mapsEnds ? "starts" : "ends") + " of requests"
      + (kind.map { ", services are by \($0) (--service)" } ?? "")
  }
}
