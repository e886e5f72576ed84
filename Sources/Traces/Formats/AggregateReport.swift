import Units

/// Output of load generators that tells totals and no requests: it cannot be replayed.
enum AggregateReport {
  private struct Kind {
    let tool: String
    /// What the head of the file holds, all of it.
    let marks: [StaticString]
    let advice: String
  }

  private static let kinds = [
    Kind(
      tool: "Locust", marks: ["Request Count", "Failure Count", "Average Response Time"],
      advice: "log each request in a listener of events.request, or take the access log of the "
        + "server under test"),
    Kind(
      tool: "Locust", marks: ["User Count", "Requests/s", "Total Request Count"],
      advice: "log each request in a listener of events.request, or take the access log of the "
        + "server under test"),
    Kind(
      tool: "wrk", marks: ["Running ", " test @ ", "Thread Stats"],
      advice: "take the access log of the server under test, or repeat the test with vegeta or k6"),
    Kind(
      tool: "hey", marks: ["Summary:", "Response time histogram:", "Latency distribution:"],
      advice: "take the access log of the server under test, or repeat the test with vegeta or k6"),
    Kind(
      tool: "ApacheBench", marks: ["This is ApacheBench", "Requests per second"],
      advice: "take the access log of the server under test, or repeat the test with vegeta or k6"),
  ]

  /// Why a file with this head is refused; nil where it is no such output.
  static func failure(_ head: LogHead) -> Failure? {
    guard let kind = kinds.first(where: { $0.marks.allSatisfy { head.contains($0) } }) else {
      return nil
    }
    return Failure(
      .data, "\(head.file) is a summary by \(kind.tool): totals, which no replay can start from",
      hint: kind.advice)
  }
}
