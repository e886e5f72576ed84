import Units

/// A month's totals, to be billed without a trace.
public struct UsageTotals: Sendable {
  /// Requests outside provisioned concurrency.
  public var requests: Int128?
  /// Microseconds a request.
  public var duration: Int64?
  /// Microseconds of CPU a request; nil is `duration`.
  public var cpuTime: Int64?
  /// MB, where the option does not state memory.
  public var memory: Int32?
  /// Hours of an instance, or of a service beside compute; nil is a month of 730 h.
  public var hours: ExactDecimal?
  /// Hours that provisioned concurrency is configured; nil is a month of 730 h.
  public var provisionedHours: ExactDecimal?
  /// Requests inside provisioned concurrency.
  public var provisionedRequests: Int128?
  /// Microseconds of a request inside provisioned concurrency; nil is `duration`.
  public var provisionedDuration: Int64?
  /// Meters billed as they stand, in units of their rate.
  public var meters: [(name: String, quantity: ExactDecimal)]

  public init(
    requests: Int128? = nil, duration: Int64? = nil, cpuTime: Int64? = nil,
    memory: Int32? = nil,
    hours: ExactDecimal? = nil, provisionedHours: ExactDecimal? = nil,
    provisionedRequests: Int128? = nil, provisionedDuration: Int64? = nil,
    meters: [(name: String, quantity: ExactDecimal)] = []
  ) {
    self.requests = requests
    self.duration = duration
    self.cpuTime = cpuTime
    self.memory = memory
    self.hours = hours
    self.provisionedHours = provisionedHours
    self.provisionedRequests = provisionedRequests
    self.provisionedDuration = provisionedDuration
    self.meters = meters
  }

  /// Requests inside provisioned concurrency and outside; nil where neither is stated.
  var allRequests: Int128? {
    guard requests != nil || provisionedRequests != nil else { return nil }
    return (requests ?? 0) + (provisionedRequests ?? 0)
  }
}
