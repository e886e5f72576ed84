import Units

/// What a charge is for.
public enum MeterCategory: String, CaseIterable, Sendable {
  case compute
  case request
  case surrounding
}

/// What a meter counts; the closed vocabulary of the platform files.
public enum MeterBasis: String, CaseIterable, Sendable {
  /// Completed requests.
  case requests
  /// Time of requests after the platform's rounding.
  case billedTime = "billed-time"
  /// Time that instances exist, idle or not.
  case instanceTime = "instance-time"

  /// Whether more time brings more of it, so that a trace is projected; instances are there for the
  /// whole period anyway.
  public var isProjected: Bool { self != .instanceTime }
}

/// One thing a platform counts and sells.
public struct Meter: Hashable, Sendable {
  /// The name in price files and outputs, such as `duration`.
  public let id: String
  /// The name for people, such as `/tmp above 512 MB`.
  public let title: String
  public let category: MeterCategory
  public let basis: MeterBasis
  /// The parameter whose amount multiplies the time; nil for the bare time.
  public let factor: String?
  /// The part of that amount that costs nothing, in base units.
  public let included: Int128
  /// What its quantities measure; a rate's unit must measure the same.
  public let dimension: UsageDimension

  public init(
    id: String, title: String, category: MeterCategory, basis: MeterBasis,
    factor: String? = nil, included: Int128 = 0, dimension: UsageDimension
  ) {
    self.id = id
    self.title = title
    self.category = category
    self.basis = basis
    self.factor = factor
    self.included = included
    self.dimension = dimension
  }

  /// The quantity in base units.
  ///
  /// Throws `.usage` where the option lacks the parameter that the meter multiplies by, and
  /// `.data` where the quantity leaves the range of exact arithmetic.
  public func quantity(of usage: Usage, resources: ConfiguredResources) throws -> Int128 {
    switch basis {
    case .requests: return usage.requests
    // Memory may differ from row to row, so its product with time is summed per request.
    case .billedTime where factor == "memory": return usage.billedMemoryTime
    case .billedTime: return try multiplied(usage.billedTime, by: resources)
    case .instanceTime: return try multiplied(usage.instanceTime, by: resources)
    }
  }

  private func multiplied(_ time: Int128, by resources: ConfiguredResources) throws -> Int128 {
    guard let factor else { return time }
    guard let amount = resources[factor] else {
      throw Failure(.usage, "meter \(id) needs the key \(factor)=")
    }
    let (product, overflow) = time.multipliedReportingOverflow(by: max(0, amount - included))
    guard !overflow else { throw Failure(.data, "meter \(id): the usage is too large to bill") }
    return product
  }
}
