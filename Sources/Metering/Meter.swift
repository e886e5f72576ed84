import Units

/// What a charge is for.
public enum MeterCategory: String, CaseIterable, Sendable {
  case compute
  case request
  case surrounding
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
  /// What an option's parameters must be for the meter to run; empty for every option.
  public let conditions: [ParameterCondition]

  public init(
    id: String, title: String, category: MeterCategory, basis: MeterBasis,
    factor: String? = nil, included: Int128 = 0, dimension: UsageDimension,
    conditions: [ParameterCondition] = []
  ) {
    self.id = id
    self.title = title
    self.category = category
    self.basis = basis
    self.factor = factor
    self.included = included
    self.dimension = dimension
    self.conditions = conditions
  }

  /// Whether the meter runs for an option with these parameters.
  public func runs(where parameter: (String) -> String?) -> Bool {
    conditions.allSatisfy { $0.isMet(by: parameter) }
  }

  /// The quantity in base units.
  ///
  /// Throws `.usage` where the option lacks the parameter that the meter multiplies by, and
  /// `.data` where the quantity leaves the range of exact arithmetic.
  public func quantity(of usage: Usage, resources: ConfiguredResources) throws -> Int128 {
    if factor == "memory" && basis.hasOwnMemory { return try memoryTime(of: usage) }
    let quantity = try self.quantity(of: usage)
    guard let factor else { return quantity }
    guard let amount = resources[factor] else {
      throw Failure(.usage, "meter \(id) needs the key \(factor)=")
    }
    let (product, overflow) = quantity.multipliedReportingOverflow(by: max(0, amount - included))
    return try exact(product, overflow)
  }

  private func quantity(of usage: Usage) throws -> Int128 {
    switch basis {
    case .requests: return usage.requests
    case .billedTime: return usage.billedTime
    case .provisionedBilledTime: return usage.provisionedBilledTime
    case .executionTime: return try sum(usage.billedTime, usage.provisionedBilledTime)
    case .provisionedTime: return usage.provisionedTime
    case .restores: return usage.restoredBytes
    case .instanceTime: return usage.instanceTime
    case .deployedTime: return usage.deployedTime
    case .capacityUnits: return usage.capacityUnitTime
    case .logBytes: return usage.logBytes
    case .egressBytes: return usage.egressBytes
    case .natBytes: return usage.natBytes
    case .storedTime: return usage.storedMemoryTime
    }
  }

  /// The product with memory of a basis that sums it.
  private func memoryTime(of usage: Usage) throws -> Int128 {
    switch basis {
    case .billedTime: return usage.billedMemoryTime
    case .provisionedBilledTime: return usage.provisionedBilledMemoryTime
    case .executionTime:
      return try sum(usage.billedMemoryTime, usage.provisionedBilledMemoryTime)
    case .provisionedTime: return usage.provisionedMemoryTime
    case .deployedTime: return usage.deployedMemoryTime
    default: throw Failure(.software, "\(basis.rawValue) sums no memory")
    }
  }

  private func sum(_ one: Int128, _ other: Int128) throws -> Int128 {
    let (sum, overflow) = one.addingReportingOverflow(other)
    return try exact(sum, overflow)
  }

  private func exact(_ quantity: Int128, _ overflow: Bool) throws -> Int128 {
    guard !overflow else { throw Failure(.data, "meter \(id): the usage is too large to bill") }
    return quantity
  }
}

/// What one parameter of an option must be, for a meter to run or for another value to be possible.
public struct ParameterCondition: Hashable, Sendable {
  public let key: String
  /// Any of these.
  public let values: [String]

  public init(key: String, values: [String]) {
    self.key = key
    self.values = values
  }

  /// Whether an option's parameters are so.
  public func isMet(by parameter: (String) -> String?) -> Bool {
    parameter(key).map(values.contains) ?? false
  }
}
