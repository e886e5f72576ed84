import Pricing
import Units

/// A service that stands beside the compute of an option.
public struct Surrounding: Sendable {
  public let key: Companion.Key
  /// The service, in the region of the option.
  public let service: PlatformOption
  public let amount: Amount

  /// How much of it the option uses.
  public enum Amount: Hashable, Sendable {
    /// By key: bytes a request, gateways, addresses or GB an instance, GB of images; a front has 1.
    case stated(ExactDecimal)
    /// The bytes of each response, from the trace.
    case fromTrace
  }
}

/// What stands beside compute unless an option says otherwise, as `--with` names it.
public struct UsualSurrounding: Hashable, Sendable {
  public let key: Companion.Key
  /// nil is what the platform's file says.
  public let amount: ExactDecimal?

  /// What `--with` can name.
  public static let keys: [Companion.Key] = [.front, .logs, .egress, .nat]

  public init(key: Companion.Key, amount: ExactDecimal? = nil) {
    self.key = key
    self.amount = amount
  }
}

extension Companion.Key {
  /// The key of an option.
  var setting: String {
    switch self {
    case .logs: return "log-bytes"
    case .egress: return "egress-bytes"
    default: return rawValue
    }
  }

  /// What its amounts look like, for messages.
  var form: String {
    switch self {
    case .front: return "the name of a service"
    case .logs: return "a number of bytes a request"
    case .egress: return "a number of bytes a request, or trace"
    case .nat, .publicIPv4, .cluster: return "a whole number"
    case .disk, .imageStorage: return "a number of GB"
    }
  }
}

extension Platform {
  /// The SPEC with the usual surroundings that it does not mention, so that it stands for itself.
  func adding(_ usual: [UsualSurrounding], to spec: OptionSpec) -> OptionSpec {
    var settings = spec.settings
    for addition in usual {
      guard let companion = companion(addition.key), spec[addition.key.setting] == nil else {
        continue
      }
      let value =
        addition.amount?.text ?? companion.usual ?? (addition.key == .egress ? "trace" : "0")
      if value != "0" { settings.append(.init(key: addition.key.setting, value: value)) }
    }
    return OptionSpec(platform: spec.platform, settings: settings)
  }
}

extension OptionResolver {
  /// What the keys of a SPEC put beside compute.
  func surroundings(_ reader: SettingReader, region: String) throws -> [Surrounding] {
    try Companion.Key.allCases.compactMap { key in
      guard let companion = reader.platform.companion(key),
        let text = reader.spec[key.setting] ?? (key == .cluster ? companion.usual : nil)
      else { return nil }
      if key == .front { return try front(reader, companion, named: text, region: region) }
      guard let amount = amount(text, of: key) else {
        throw reader.unreadable(key.setting, form: key.form)
      }
      guard amount != .stated(.zero) else { return nil }
      return Surrounding(
        key: key, service: try service(companion.services[0].platform, region), amount: amount)
    }
  }

  private func front(
    _ reader: SettingReader, _ companion: Companion, named name: String, region: String
  ) throws -> Surrounding? {
    guard name != "none" else { return nil }
    let names = companion.services.map(\.name)
    let described = name.hasPrefix("(") ? reader.spec.part("front") : nil
    let known = companion.services.first { $0.name == name || $0.platform == described?.platform }
    guard let found = known else {
      throw Failure(
        .usage, "\(reader.spec): front \"\(name)\" does not go with \(reader.platform.id)",
        hint: suggestion(name, among: names)
          ?? "it is one of \((names + ["none"]).joined(separator: ", "))")
    }
    let service = try service(found.platform, region, described?.settings ?? [])
    guard case .surrounding(let count, _) = service.deployment else {
      throw Failure(.configuration, "\(found.platform) is no service that stands before others")
    }
    return Surrounding(
      key: .front, service: service,
      amount: .stated(ExactDecimal(scaled: Int128(count) * ExactDecimal.one)))
  }

  private func amount(_ text: String, of key: Companion.Key) -> Surrounding.Amount? {
    if key == .egress && text == "trace" { return .fromTrace }
    guard let number = ExactDecimal(text), number >= .zero,
      number.scaled <= 1_000_000_000_000 * ExactDecimal.one
    else { return nil }
    let isWhole = number.scaled % ExactDecimal.one == 0
    guard isWhole || key == .disk || key == .imageStorage || key == .logs || key == .egress else {
      return nil
    }
    return .stated(number)
  }

  /// The service in a region; whether it has a price there shows when it is billed.
  private func service(
    _ id: String, _ region: String, _ settings: [OptionSpec.Setting] = []
  ) throws -> PlatformOption {
    var resolver = OptionResolver(priceBook: priceBook)
    resolver.acceptsUnpricedRegions = true
    return try resolver.resolvePlatform(
      OptionSpec(platform: id, settings: settings)
        .stating([.init(key: "region", value: region)]))
  }
}
