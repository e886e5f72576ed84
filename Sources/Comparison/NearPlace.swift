import Pricing
import Rendering

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
    let parts = results.flatMap { $0.option.parts }
    var (near, elsewhere, far): ([String], [String], [String]) = ([], [], [])
    for option in parts {
      guard let region = regions.region(option.region, of: option.platform.provider)
      else { continue }
      let distance = region.place.kilometres(to: place)
      let text = "\(region.provider) \(region.id) (\(region.city), \(grouped(distance)) km)"
      if distance > Self.farKilometres {
        guard !option.stated.contains("region") else { continue }
        elsewhere.append(text)
        far.append("\(option.platform.id) in \(region.id), \(grouped(distance)) km")
      } else {
        near.append(text)
      }
    }
    let sentences = [
      near.isEmpty ? nil : "near \(name): \(near.uniqued().joined(separator: ", "))",
      elsewhere.isEmpty
        ? nil
        : "not near \(name), the nearest with prices: "
          + elsewhere.uniqued().joined(separator: ", "),
    ].compactMap { $0 }
    return (
      sentences.isEmpty ? nil : sentences.joined(separator: "; "),
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

  /// The same as footnotes.
  func notes(_ results: [OptionResult]) -> Block {
    let (sentence, warnings) = describe(results)
    return .notes(
      warnings.map { Note("!", $0.message) } + (sentence.map { [Note("·", $0)] } ?? []))
  }

  /// Light takes 20 ms there and back through so much fibre.
  private static let farKilometres = 2_000
}
