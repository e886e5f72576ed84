import Traces

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
    return warnings
  }
}
