import Units

/// How a platform turns a request's time into billed time.
///
/// The times are in microseconds. Rounding is per request, so it happens while metering.
public struct BilledTimeRule: Hashable, Sendable {
  /// Billed time is a whole multiple of this; positive.
  public let increment: Int64
  /// A request is billed for at least this long.
  public let minimum: Int64
  /// Whether initialisation is billed with the handler's time.
  public let includesInit: Bool

  public init(increment: Int64, minimum: Int64, includesInit: Bool) {
    self.increment = increment
    self.minimum = minimum
    self.includesInit = includesInit
  }

  /// Billed time of one request: the sum is rounded up once.
  @inlinable
  public func billed(duration: Int64, initialization: Int64) -> Int64 {
    let used = max(includesInit ? duration + initialization : duration, minimum)
    let remainder = used % increment
    return remainder == 0 ? used : used - remainder + increment
  }
}

/// How a platform turns a request's memory into billed memory, in MB.
public struct BilledMemoryRule: Hashable, Sendable {
  /// Billed memory is a whole multiple of this; positive.
  public let step: Int32
  /// A request is billed for at least this much.
  public let minimum: Int32
  /// The sizes that are sold, in ascending order; empty where there are steps.
  public let sizes: [Int32]

  public init(step: Int32, minimum: Int32, sizes: [Int32] = []) {
    self.step = step
    self.minimum = minimum
    self.sizes = sizes
  }

  /// Billed memory of one request; what no size can hold is billed as it is.
  @inlinable
  public func billed(_ memory: Int32) -> Int32 {
    if !sizes.isEmpty { return sizes.first { $0 >= memory } ?? memory }
    let used = max(memory, minimum)
    let remainder = used % step
    return remainder == 0 ? used : used - remainder + step
  }
}
