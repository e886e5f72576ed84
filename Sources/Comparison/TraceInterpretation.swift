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
    if weightedRequests > 0 {
      sentences.append(
        "rows with a weight stand for \(grouped(weightedRequests)) requests: a row's own arrives at "
          + "its stamp, the others at times drawn evenly from there to the next row of its "
          + "service (--seed); behind the last row the time before it is taken again")
    }
    sentences += durationReadings + durationGuesses
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
        "\(grouped(spreadRows)) requests with stamps in whole seconds are spread over their second "
          + "(--spread none leaves them)")
    }
    if stamplessRows > 0 {
      sentences.append(
        "no time stamps: \(grouped(stamplessRows)) requests are set one after the other, so that "
          + "rates, concurrency and cold starts say nothing")
    }
    if unmatchedRows > 0 {
      sentences.append(
        "\(grouped(unmatchedRows)) requests that no --service pattern matches are the service other, "
          + "such as \(unmatchedTargets.joined(separator: ", "))")
    }
    return sentences
  }

  private func sentence(_ format: String) -> String {
    let kind = isGroupedByPatterns ? nil : TraceReader.serviceKind(format)
    return "read as \(format) (--input-format): time stamps are the "
      + (TraceReader.stampsStarts(format) && !mapsEnds ? "starts" : "ends") + " of requests"
      + (kind.map { ", services are by \($0) (--service)" } ?? "")
  }
}
