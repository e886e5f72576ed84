import Units

/// What a user pays less than the list price, by agreement with a vendor.
public struct Discount: Hashable, Sendable {
  /// A provider's or a platform's name, such as `aws` or `aws-lambda`.
  public let name: String
  /// Above 0 and below 1.
  public let share: ExactDecimal

  /// Reads `aws=12%`; throws `.usage` for anything else.
  public init(_ text: String) throws {
    func failure(_ problem: String) -> Failure {
      Failure(
        .usage, "--discount \(quotedText(text)) \(problem)",
        hint: "a provider or platform and its discount, such as aws=12% or aws-lambda=17%")
    }
    let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard sides.count == 2, !sides[0].isEmpty else { throw failure("has no NAME=") }
    guard sides[1].hasSuffix("%"), let percent = ExactDecimal(sides[1].dropLast()),
      percent.scaled % 100 == 0
    else { throw failure("does not end in a percentage of at most 10 places") }
    guard percent > .zero, percent.scaled < 100 * ExactDecimal.one else {
      throw failure("is not between 0 % and 100 %")
    }
    name = String(sides[0])
    share = ExactDecimal(scaled: percent.scaled / 100)
  }
}

extension Discount: CustomStringConvertible {
  /// `12 % off aws`.
  public var description: String { "\(ExactDecimal(scaled: share.scaled * 100)) % off \(name)" }
}

/// The discounts of a user; that of a platform goes before that of its provider.
public struct Discounts: Hashable, Sendable {
  public let all: [Discount]

  public static let none = Discounts(all: [])

  private init(all: [Discount]) { self.all = all }

  /// Throws `.usage` where a name is given twice or is neither a provider nor a platform.
  public init(_ all: [Discount], platforms: [Platform]) throws {
    let names = platforms.map(\.provider).uniqued() + platforms.map(\.id)
    for (index, discount) in all.enumerated() {
      guard names.contains(discount.name) else {
        throw Failure(
          .usage,
          "--discount: \(quotedText(discount.name)) is neither a provider nor a platform"
            + didYouMean(discount.name, among: names),
          hint: "costsim prices list shows them")
      }
      guard !all[..<index].contains(where: { $0.name == discount.name }) else {
        throw Failure(.usage, "--discount is given twice for \(discount.name)")
      }
    }
    self.init(all: all)
  }

  /// The most specific discount on a platform.
  public func discount(on platform: Platform) -> Discount? {
    all.first { $0.name == platform.id } ?? all.first { $0.name == platform.provider }
  }
}
