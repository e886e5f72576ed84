import Units

/// A way of buying capacity other than on demand.
public struct Commitment: Hashable, Sendable {
  /// The value of the parameter `purchase`.
  public let key: String
  /// The name for people, such as `standard reserved instance, one year, no upfront`.
  public let title: String
  /// Months that are paid for whether they are used or not; nil without such a term.
  public let termMonths: Int?
  /// Whether the vendor may take the capacity back at any time.
  public let isInterruptible: Bool
  public let asOf: AsOf
  /// A key of `Platform.sources`.
  public let source: String
}
