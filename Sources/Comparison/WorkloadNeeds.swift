import Pricing
import Units

/// What services need of a platform that no trace shows: protocols, a GPU, disk, a package's size.
public struct WorkloadNeeds: Sendable {
  struct Need: Sendable {
    let kind: PlatformLimit.Kind
    /// Base units of the kind; nil for something that is there or not.
    let amount: Int128?
    /// As it was written.
    let text: String
  }

  let needs: [Need]

  public static let none = WorkloadNeeds(needs: [])

  private init(needs: [Need]) { self.needs = needs }

  private static let features: [PlatformLimit.Kind] = [
    .gpu, .websocket, .grpc, .http2, .udp, .tcp, .streaming,
  ]
  private static let sizes: [PlatformLimit.Kind] = [.disk, .package, .image]

  /// Reads `gpu,websocket,disk=20GB`; throws `.usage` with what is wrong with it.
  public init(_ text: String) throws {
    needs = try text.split(separator: ",", omittingEmptySubsequences: false).map {
      try Self.need(String($0))
    }
    for (index, need) in needs.enumerated()
    where needs[..<index].contains(where: { $0.kind == need.kind }) {
      throw Failure(.usage, "--needs names \(need.kind.rawValue) twice")
    }
  }

  private static func need(_ text: String) throws -> Need {
    let sides = text.split(separator: "=", maxSplits: 1).map(String.init)
    let names = (features + sizes).map(\.rawValue)
    guard let name = sides.first, let kind = PlatformLimit.Kind(rawValue: name),
      names.contains(name)
    else {
      throw Failure(
        .usage, "--needs: \(quotedText(text)) is not known" + didYouMean(text, among: names),
        hint: "it is some of \(features.map(\.rawValue).joined(separator: ", ")), and "
          + sizes.map { "\($0.rawValue)=SIZE" }.joined(separator: ", "))
    }
    guard sizes.contains(kind) else {
      guard sides.count == 1 else {
        throw Failure(.usage, "--needs: \(name) is there or not; it has no size")
      }
      return Need(kind: kind, amount: nil, text: name)
    }
    guard sides.count == 2, let amount = amount(sides[1], of: kind) else {
      throw Failure(.usage, "--needs: \(quotedText(text)) has no size such as \(name)=10GB")
    }
    return Need(kind: kind, amount: amount, text: "\(sides[1]) of \(name)")
  }

  private static func amount(_ text: String, of kind: PlatformLimit.Kind) -> Int128? {
    for unit in kind.units where text.hasSuffix(unit.name) {
      guard let number = ExactDecimal(String(text.dropLast(unit.name.count))), number > .zero,
        number.scaled <= 1_000_000 * ExactDecimal.one
      else { return nil }
      return number.scaled * unit.base / ExactDecimal.one
    }
    return nil
  }
}

extension Feasibility {
  /// Why the platform does not have what is needed, nil where it has or its file says nothing.
  func reason(_ needs: WorkloadNeeds) -> String? {
    for need in needs.needs {
      for limit in limits(need.kind) {
        if !limit.isSupported {
          return "it has no \(need.kind.rawValue)" + cited(limit.source, limit.asOf)
            + instead(limit)
        }
        if let amount = need.amount, let most = limit.baseMaximum, amount > most {
          return "\(need.text) is above the limit of \(limit.text)"
            + cited(limit.source, limit.asOf) + instead(limit)
        }
      }
    }
    return nil
  }

  /// What of it the platform's file says nothing about, a sentence; nil where nothing is left.
  func silence(_ needs: WorkloadNeeds) -> String? {
    let unknown = needs.needs.filter { need in !platform.limits.contains { $0.kind == need.kind } }
    guard !unknown.isEmpty else { return nil }
    return "the price file of \(platform.id) says nothing about "
      + unknown.map(\.kind.rawValue).joined(separator: ", ")
  }
}
