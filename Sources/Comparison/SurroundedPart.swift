/// What of an option has services of its own beside it: its instances, its functions.
struct SurroundedPart: Sendable {
  let option: PlatformOption
  /// The services whose requests pass what stands there, as indices into the trace.
  var services: [Int]
  /// Requests of each of them that the part itself ran.
  var ran: [Int]
  /// Of all its fleets; 1 where it has none.
  var instances: Int

  /// Whether the same stands beside both, so that together they need it once.
  func shares(with other: SurroundedPart) -> Bool {
    option.platform.model == other.option.platform.model && option.region == other.option.region
      && option.surroundings == other.option.surroundings
  }

  /// The parts with those that share what stands beside them put together.
  static func merged(_ parts: [SurroundedPart]) -> [SurroundedPart] {
    parts.reduce(into: []) { merged, part in
      guard let index = merged.firstIndex(where: { $0.shares(with: part) }) else {
        merged.append(part)
        return
      }
      merged[index].services += part.services
      merged[index].ran += part.ran
      merged[index].instances += part.instances
    }
  }
}

extension Surrounding: Equatable {
  public static func == (left: Surrounding, right: Surrounding) -> Bool {
    left.key == right.key && left.amount == right.amount && left.service.spec == right.service.spec
  }
}
