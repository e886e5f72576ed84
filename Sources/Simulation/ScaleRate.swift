/// How fast a platform starts environments for one service.
///
/// A token bucket (ITU-T I.371) that holds `environments` tokens, is full at the service's first
/// arrival and fills up evenly at `environments` each `period`; what it cannot hold is lost. Each
/// environment that starts on demand takes a token, and none starts without a whole one. AWS
/// Lambda gives each function 1,000 environments every 10 s, and what is not used does not accrue
/// (AWS Lambda Developer Guide, "Lambda scaling behavior").
public struct ScaleRate: Hashable, Sendable {
  /// At least 0.
  public var environments: Int
  /// In microseconds, at least 1.
  public var period: Int64

  public init(environments: Int, period: Int64) {
    self.environments = environments
    self.period = period
  }
}
