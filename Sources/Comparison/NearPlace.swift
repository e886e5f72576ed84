import Pricing

/// A place that options are to be near.
public struct NearPlace: Sendable {
  /// As it was asked for.
  public let name: String
  let place: Place
  private let regions: RegionTable

  /// Throws `.usage` with a suggestion where no city of a region has this name.
  public init(_ name: String, _ priceBook: PriceBook) throws {
    self.name = name
    regions = priceBook.regions
    place = try regions.place(name)
  }

  /// How far a comparison's regions are from it, a sentence each, and what is too far.
  func describe(_ results: [OptionResult]) -> (sentence: String?, warnings: [Warning]) {
    let parts = results.flatMap { $0.option.parts }.filter { $0.platform.model != .surrounding }
    var sentences: [String] = []
    var far: [String] = []
    for option in parts {
      guard let region = regions.region(option.region, of: option.platform.provider)
      else { continue }
      let distance = region.place.kilometres(to: place)
      let text = "\(region.provider) \(region.id) (\(region.city), \(grouped(distance)) km)"
      if !sentences.contains(text) { sentences.append(text) }
      if distance > Self.farKilometres {
        far.append("\(option.platform.id) in \(region.id), \(grouped(distance)) km")
      }
    }
    return (
      sentences.isEmpty ? nil : "near \(name): \(sentences.joined(separator: ", "))",
      far.isEmpty
        ? []
        : [
          Warning(
            code: "far-region",
            message: "far from \(name), for want of prices nearer: "
              + far.uniqued().joined(separator: "; "))
        ]
    )
  }

  /// Light takes 20 ms there and back through so much fibre.
  private static let farKilometres = 2_000
}
