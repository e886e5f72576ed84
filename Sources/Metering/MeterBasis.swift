import Units

/// What a meter counts; the closed vocabulary of the platform files.
public enum MeterBasis: String, CaseIterable, Sendable {
  /// Completed requests.
  case requests
  /// Time of requests after the platform's rounding, outside provisioned concurrency.
  case billedTime = "billed-time"
  /// Time of requests after the platform's rounding, inside provisioned concurrency.
  case provisionedBilledTime = "provisioned-billed-time"
  /// Time of all requests after the platform's rounding: the two above together.
  case executionTime = "execution-time"
  /// Time that provisioned concurrency is configured × how much of it.
  case provisionedTime = "provisioned-time"
  /// Periods in which an environment that was started on demand has a request, each rounded.
  case activeTime = "active-time"
  /// The same of environments that are always kept.
  case minimumActiveTime = "minimum-active-time"
  /// Time that environments are kept, whether they have a request or not.
  case minimumTime = "minimum-time"
  /// Time that kept environments have no request.
  case minimumIdleTime = "minimum-idle-time"
  /// Time that environments which were started on demand exist, idle or not.
  case environmentTime = "environment-time"
  /// CPU time of completed requests.
  case cpuTime = "cpu-time"
  /// CPU time of burstable instances above their baseline on a 24-hour average.
  case surplusCPUTime = "surplus-cpu-time"
  /// Time that an account has a plan, once for all services.
  case accountTime = "account-time"
  /// Memory of environments that were restored from a snapshot.
  case restores
  /// Time that instances exist, idle or not.
  case instanceTime = "instance-time"
  /// Time that a deployment exists × how many there are.
  case deployedTime = "deployed-time"
  /// Capacity units of a load balancer × time.
  case capacityUnits = "capacity-units"
  /// Log data taken in.
  case logBytes = "log-bytes"
  /// Data sent to the internet.
  case egressBytes = "egress-bytes"
  /// Data that a NAT gateway passes on, in both directions.
  case natBytes = "nat-bytes"
  /// Stored data × time.
  case storedTime = "stored-time"

  /// Whether more time brings more of it, so that a trace is projected; the others are there for
  /// the whole period anyway.
  public var isProjected: Bool {
    switch self {
    case .provisionedTime, .instanceTime, .deployedTime, .storedTime, .minimumTime,
      .minimumIdleTime, .accountTime:
      return false
    default: return true
    }
  }

  /// What it measures where no parameter multiplies it; a time can be multiplied, and requests.
  public var dimension: UsageDimension {
    switch self {
    case .requests: return .requests
    case .restores, .logBytes, .egressBytes, .natBytes: return .bytes
    case .capacityUnits: return .capacityUnitTime
    case .storedTime: return .memoryTime
    case .cpuTime, .surplusCPUTime: return .vcpuTime
    case .billedTime, .provisionedBilledTime, .executionTime, .provisionedTime, .instanceTime,
      .deployedTime, .activeTime, .minimumActiveTime, .minimumTime, .minimumIdleTime,
      .environmentTime, .accountTime:
      return .time
    }
  }

  /// Whether its product with memory is summed as it arises, because memory may differ from request
  /// to request and from service to service.
  public var hasOwnMemory: Bool {
    switch self {
    case .billedTime, .provisionedBilledTime, .executionTime, .provisionedTime, .deployedTime:
      return true
    default: return false
    }
  }
}
