/// How much a search for the cheapest number replays.
enum SearchEffort {
  /// Replays beyond those of steps and halving: as many as take eight million requests in all, from
  /// 16 to 1,000.
  ///
  /// - Parameter requests: those of the trace.
  static func otherReplays(of requests: Int) -> Int {
    max(16, min(1_000, 8_000_000 / max(1, requests)))
  }
}
