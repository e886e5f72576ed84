import Inventory
import Pricing
import Rules
import Units

/// Where a service belongs.
public struct Placement: Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    case function
    case edgeFunction = "edge-function"
    case serverlessContainer = "serverless-container"
    case scheduledJob = "scheduled-job"
    case queueConsumer = "queue-consumer"
    case managedService = "managed-service"
    case stayInDocker = "stay-in-docker"
    /// The files do not tell what it needs to be placed; it stays until that is known.
    case unknown
  }

  public let kind: Kind
  /// The platform; nil where it stays.
  public let target: String?
  /// Whether the objective needs environments to be kept warm there.
  public var isWarm = false
  public let reason: Reason

  public var moves: Bool { kind != .stayInDocker && kind != .unknown }
  /// Whether it moves as a program, and not into a vendor's service.
  public var movesAsCode: Bool { moves && kind != .managedService }

  /// Whether it stays for what it is or costs, and not because something is in the way.
  public var staysByDesign: Bool {
    switch reason {
    case .role, .proxyOfWhatStays, .cheaperInDocker: return kind == .stayInDocker
    default: return false
    }
  }

  /// Why, in a form that is told in several languages.
  public enum Reason: Hashable, Sendable {
    /// What it is keeps it where it is.
    case role(ServiceRole, RoleReason)
    /// Nothing speaks against the target, which is the first choice.
    case fits(target: String)
    /// The first choices are blocked by these rules.
    case fitsAfter(blocked: [Blocked], target: String)
    /// Every target of the providers is blocked.
    case blockedEverywhere([Blocked])
    /// It is an image of others, which runs where any image does.
    case anyImage(target: String)
    /// It listens on no port that the files tell, so that nothing would start a function.
    case noPort(target: String)
    /// The cheapest of those that are possible, in dollars a month.
    case cheapest(target: String, cost: Money, other: String, otherCost: Money)
    /// It alone meets the objective, at dollars a month.
    case onlyOne(target: String, cost: Money)
    /// Instances that are there are cheaper.
    case cheaperInDocker(cost: Money, target: String, targetCost: Money)
    /// It stands in front of services, which their platform does itself.
    case replacedProxy(entry: String)
    case proxyOfWhatStays
    case deploymentStep(target: String)
    /// The files do not tell what it speaks, or tell of what the first choice does not pass on.
    case notKnownToSpeak(ServiceProtocol, target: String)
    /// A managed database from the first day.
    case managedFromTheStart

    public struct Blocked: Hashable, Sendable {
      public let target: String
      public let rule: String
    }
  }
}
