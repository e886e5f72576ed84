import Units

/// A sum of what is counted, times a resource of the option.
public struct Measure: Hashable, Sendable {
  /// What is added up; all of one dimension and alike in whether they grow with time.
  public let bases: [MeterBasis]
  /// The parameter whose amount multiplies the time; nil for the bare time.
  public let factor: String?
  /// The part of that amount that costs nothing, in base units.
  public let included: Int128

  public init(bases: [MeterBasis], factor: String? = nil, included: Int128 = 0) {
    self.bases = bases
    self.factor = factor
    self.included = included
  }

  /// Whether more time brings more of it.
  public var isProjected: Bool { bases.allSatisfy(\.isProjected) }

  /// The quantity in base units; throws as `Meter.quantity`.
  func quantity(of usage: Usage, resources: ConfiguredResources, meter: String) throws -> Int128 {
    try bases.reduce(0) { sum, basis in
      let (total, overflow) = sum.addingReportingOverflow(
        try quantity(of: basis, usage, resources, meter))
      return try exact(total, overflow, meter)
    }
  }

  private func quantity(
    of basis: MeterBasis, _ usage: Usage, _ resources: ConfiguredResources, _ meter: String
  ) throws -> Int128 {
    if factor == "memory" && basis.hasOwnMemory { return try memoryTime(of: basis, usage, meter) }
    let quantity = try amount(of: basis, usage, meter)
    guard let factor, quantity != 0 else { return quantity }
    guard let amount = resources[factor] else {
      throw Failure(.usage, "meter \(meter) needs the key \(factor)=")
    }
    let (product, overflow) = quantity.multipliedReportingOverflow(by: max(0, amount - included))
    return try exact(product, overflow, meter)
  }

  private func amount(of basis: MeterBasis, _ usage: Usage, _ meter: String) throws -> Int128 {
    switch basis {
    case .requests: return usage.requests
    case .billedTime: return usage.billedTime
    case .provisionedBilledTime: return usage.provisionedBilledTime
    case .executionTime:
      return try sum(usage.billedTime, usage.provisionedBilledTime, meter)
    case .provisionedTime: return usage.provisionedTime
    case .activeTime: return usage.activeTime
    case .minimumActiveTime: return usage.minimumActiveTime
    case .minimumTime: return usage.minimumTime
    case .minimumIdleTime: return usage.minimumIdleTime
    case .environmentTime: return usage.environmentTime
    case .cpuTime: return usage.cpuTime
    case .surplusCPUTime: return usage.surplusCPUTime
    case .accountTime: return usage.accountTime
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
  private func memoryTime(of basis: MeterBasis, _ usage: Usage, _ meter: String) throws -> Int128 {
    switch basis {
    case .billedTime: return usage.billedMemoryTime
    case .provisionedBilledTime: return usage.provisionedBilledMemoryTime
    case .executionTime:
      return try sum(usage.billedMemoryTime, usage.provisionedBilledMemoryTime, meter)
    case .provisionedTime: return usage.provisionedMemoryTime
    case .deployedTime: return usage.deployedMemoryTime
    default: throw Failure(.software, "\(basis.rawValue) sums no memory")
    }
  }

  private func sum(_ one: Int128, _ other: Int128, _ meter: String) throws -> Int128 {
    let (sum, overflow) = one.addingReportingOverflow(other)
    return try exact(sum, overflow, meter)
  }
}

func exact(_ quantity: Int128, _ overflow: Bool, _ meter: String) throws -> Int128 {
  guard !overflow else { throw Failure(.data, "meter \(meter): the usage is too large to bill") }
  return quantity
}
