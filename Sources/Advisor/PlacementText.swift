import Comparison
import Inventory
import Pricing
import Rules
import Units

/// Says where a service goes and why.
struct PlacementText {
  let wording: Wording
  let targets: MigrationTargets

  init(_ wording: Wording, _ targets: MigrationTargets) {
    self.wording = wording
    self.targets = targets
  }

  /// `Lambda, function`.
  func place(_ placement: Placement) -> String {
    let key = "kind.\(placement.kind.rawValue)"
    guard placement.kind == .managedService else {
      return wording(key, ["target": name(placement.target)])
    }
    return placement.target.map { wording(key + ".target", ["target": name($0)]) } ?? wording(key)
  }

  func name(_ target: String?) -> String {
    target.map(targets.name) ?? ""
  }

  /// Dollars and cents.
  private func amount(_ money: Money) -> String {
    let text = money.text(places: 2, grouped: true)
    return money > .zero && text == "0.00" ? "< $0.01" : "$\(text)"
  }

  func reason(_ reason: Placement.Reason) -> String {
    switch reason {
    case .role(_, let why): return wording("reason.role", ["why": self.reason(why)])
    case .fits: return wording("reason.fits")
    case .fitsAfter(let blocked, _): return wording("reason.fits-after", ["blocked": list(blocked)])
    case .blockedEverywhere(let blocked):
      return wording("reason.blocked-everywhere", ["blocked": list(blocked)])
    case .anyImage: return wording("reason.any-image")
    case .noPort: return wording("reason.no-port")
    case .cheapest(_, let cost, let other, let otherCost):
      return wording(
        "reason.cheapest",
        ["cost": amount(cost), "other": name(other), "otherCost": amount(otherCost)])
    case .onlyOne(_, let cost):
      return wording("reason.only-one", ["cost": amount(cost)])
    case .cheaperInDocker(let cost, let target, let targetCost):
      return wording(
        "reason.cheaper-in-docker",
        ["cost": amount(cost), "target": name(target), "targetCost": amount(targetCost)])
    case .replacedProxy: return wording("reason.replaced-proxy")
    case .proxyOfWhatStays: return wording("reason.proxy-of-what-stays")
    case .deploymentStep: return wording("reason.deployment-step")
    case .notKnownToSpeak(let speaks, let target): return self.reason(speaks, target)
    case .managedFromTheStart: return wording("reason.managed-from-the-start")
    }
  }

  private func list(_ blocked: [Placement.Reason.Blocked]) -> String {
    wording.list(
      blocked.map { wording("reason.blocked", ["target": name($0.target), "rule": $0.rule]) })
  }

  /// What was found or looked for, and the question that decides.
  private func reason(_ speaks: ServiceProtocol, _ target: String) -> String {
    guard speaks.others.isEmpty else {
      let found = speaks.others.map { "\($0.name) (\($0.evidence.file):\($0.evidence.line))" }
      return wording(
        "reason.speaks-other", ["target": name(target), "found": wording.list(found)])
    }
    if speaks.isCutShort { return wording("reason.too-much-code") }
    return wording(speaks.hasReadCode ? "reason.no-http" : "reason.no-code")
  }

  private func reason(_ reason: RoleReason) -> String {
    switch reason {
    case .image(let image, let product):
      return wording("role-reason.image", ["image": image, "product": product])
    case .baseImage(let image, let product):
      return wording("role-reason.base-image", ["image": image, "product": product])
    case .dataFolder(let folder, let product):
      return wording("role-reason.data-folder", ["image": folder, "product": product])
    case .command(let image): return wording("role-reason.command", ["image": image])
    case .runsOnce: return wording("role-reason.runs-once")
    case .runsByTheClock: return wording("role-reason.runs-by-the-clock")
    case .isOpenForWork: return wording("role-reason.is-open-for-work")
    case .isBuiltHere: return wording("role-reason.is-built-here")
    case .isImageOfOthers: return wording("role-reason.is-image-of-others")
    }
  }
}
