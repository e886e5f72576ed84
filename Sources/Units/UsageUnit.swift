/// A unit that usage is counted and sold in.
///
/// Usage is counted in whole base units, so that sums are exact in any order; a rate is quoted for
/// a number of named units. The names are FOCUS unit forms (FinOps FOCUS 1.2, "Unit Format").
public enum UsageUnit: String, CaseIterable, Sendable {
  /// Base: one request.
  case requests = "Requests"
  /// Base: one megabyte for one microsecond; 1 GB = 1024 MB.
  case gigabyteSeconds = "GB-Seconds"
  /// Base: one megabyte for one microsecond; 1 GB = 1024 MB.
  case gigabyteHours = "GB-Hours"
  /// Base: one megabyte for one microsecond; 1 GB = 1024 MB, a month is 730 h.
  case gigabyteMonths = "GB-Months"
  /// Base: one thousandth of a vCPU for one microsecond.
  case vcpuSeconds = "vCPU-Seconds"
  /// Base: one thousandth of a vCPU for one microsecond.
  case vcpuHours = "vCPU-Hours"
  /// Base: one microsecond of one instance.
  case hours = "Hours"
  /// Base: one microsecond; a month is 730 h.
  case months = "Months"
  /// Base: one thousandth of a GHz for one microsecond.
  case gigahertzSeconds = "GHz-Seconds"
  /// Base: one millionth of a compute unit, a weighted sum of what a function uses.
  case computeUnits = "Compute-Units"
  /// Base: one byte; for prices of a decimal gigabyte, 1000000000 Bytes.
  case bytes = "Bytes"
  /// Base: one byte; 1 GB = 2³⁰ bytes.
  case gigabytes = "GB"
  /// Base: one millionth of a load balancer capacity unit for one microsecond.
  case capacityUnitHours = "LCU-Hours"

  /// What it measures.
  public var dimension: UsageDimension {
    switch self {
    case .requests: return .requests
    case .gigabyteSeconds, .gigabyteHours, .gigabyteMonths: return .memoryTime
    case .vcpuSeconds, .vcpuHours: return .vcpuTime
    case .hours, .months: return .time
    case .gigahertzSeconds: return .clockTime
    case .computeUnits: return .computeUnits
    case .bytes, .gigabytes: return .bytes
    case .capacityUnitHours: return .capacityUnitTime
    }
  }

  /// Base units in one of this unit.
  public var baseUnits: Int128 {
    switch self {
    case .requests: return 1
    case .gigabyteSeconds: return 1024 * 1_000_000
    case .gigabyteHours: return 1024 * 3_600_000_000
    case .gigabyteMonths: return 1024 * 730 * 3_600_000_000
    case .vcpuSeconds: return 1_000 * 1_000_000
    case .vcpuHours: return 1_000 * 3_600_000_000
    case .hours: return 3_600_000_000
    case .months: return 730 * 3_600_000_000
    case .gigahertzSeconds: return 1_000 * 1_000_000
    case .computeUnits: return 1_000_000
    case .bytes: return 1
    case .gigabytes: return 1 << 30
    case .capacityUnitHours: return 1_000_000 * 3_600_000_000
    }
  }
}

extension UsageUnit {
  /// Reads `GB-Seconds`, or a count of a unit: `1000000 Requests`; nil for anything else.
  public static func counted(_ text: String) -> (UsageUnit, Int128)? {
    if let unit = UsageUnit(rawValue: text) { return (unit, 1) }
    let words = text.split(separator: " ", maxSplits: 1)
    guard words.count == 2, let per = Int64(words[0]), per > 0,
      let unit = UsageUnit(rawValue: String(words[1]))
    else { return nil }
    return (unit, Int128(per))
  }
}

/// What a usage unit measures.
public enum UsageDimension: String, Sendable {
  case requests
  case time
  case memoryTime = "memory × time"
  case vcpuTime = "vCPU × time"
  case clockTime = "GHz × time"
  case computeUnits = "compute units"
  case bytes
  case capacityUnitTime = "capacity units × time"
}
