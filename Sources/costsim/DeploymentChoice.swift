import Comparison
import Documents
import Pricing
import Units

/// The price book and the options that a command line names.
struct DeploymentChoice {
  let values: OptionValues

  func priceBook() throws -> PriceBook {
    var book = try PriceBook(
      try values.text("pricing").map { try PriceFiles(folder: $0) } ?? .embedded)
    book.discounts = try Discounts(
      try values.texts("discount").map { try Discount($0) }, platforms: book.platforms)
    book.exchange = try ExchangeRates(
      try values.texts("exchange-rate").map { try ExchangeRate($0) })
    return book
  }

  /// The options, and whether they are the default set because none was named.
  func options(_ priceBook: PriceBook) throws -> (options: [DeploymentOption], areDefaults: Bool) {
    let resolver = try resolver(priceBook)
    var specs = try values.texts("option").map { try OptionSpec($0) }
    if let path = values.text("options-file") { specs += try OptionsFile.read(path) }
    for spec in specs where specs.filter({ $0 == spec }).count > 1 {
      throw Failure(.usage, "the option \(spec) is given twice")
    }
    guard specs.isEmpty else {
      guard values.text("providers") == nil else {
        throw Failure(
          .usage, "--providers chooses the default options, but options are given",
          hint: "leave out --providers, or --option and --options-file")
      }
      return (try resolver.resolve(specs, defaults: try defaults(priceBook)), false)
    }
    let defaults = try defaults(priceBook)
    let mixed = OptionSpec(platform: OptionResolver.mixed, settings: [])
    return (try resolved(defaults.count > 1 ? defaults + [mixed] : defaults, resolver), true)
  }

  func resolver(_ priceBook: PriceBook) throws -> OptionResolver {
    OptionResolver(
      priceBook: priceBook, region: values.text("region"), near: try near(priceBook),
      usual: try usualSurroundings())
  }

  func near(_ priceBook: PriceBook) throws -> NearPlace? {
    guard let name = values.text("near") else { return nil }
    guard values.text("region") == nil else {
      throw Failure(.usage, "--near and --region both say where", hint: "leave one of them out")
    }
    return try NearPlace(name, priceBook)
  }

  /// `--with front,logs,egress=2048,nat`.
  func usualSurroundings() throws -> [UsualSurrounding] {
    guard let text = values.text("with") else { return [] }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let usual = try parts.map(usualSurrounding)
    for (index, surrounding) in usual.enumerated()
    where usual[..<index].contains(where: { $0.key == surrounding.key }) {
      throw Failure(.usage, "--with names \(surrounding.key.rawValue) twice")
    }
    return usual
  }

  private func usualSurrounding(_ text: String) throws -> UsualSurrounding {
    let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let names = UsualSurrounding.keys.map(\.rawValue)
    guard let key = UsualSurrounding.keys.first(where: { $0.rawValue == sides[0] }) else {
      throw Failure(
        .usage, "--with: \(quotedText(text)) is not known" + didYouMean(text, among: names),
        hint: "it is some of \(names.joined(separator: ", "))")
    }
    guard sides.count == 2 else { return UsualSurrounding(key: key) }
    guard key != .front, let amount = ExactDecimal(sides[1]), amount >= .zero else {
      throw Failure(
        .usage, "--with: \(quotedText(text)) does not end in a number",
        hint: "such as egress=2048, the bytes of a response")
    }
    return UsualSurrounding(key: key, amount: amount)
  }

  /// One option.
  func option(_ spec: OptionSpec, _ priceBook: PriceBook) throws -> DeploymentOption {
    try resolver(priceBook)
      .resolve([spec], defaults: try defaults(priceBook))[0]
  }

  /// The default options of the providers.
  private func defaults(_ priceBook: PriceBook) throws -> [OptionSpec] {
    let providers = try self.providers(priceBook)
    return try priceBook.platforms.filter { providers.contains($0.provider) }
      .flatMap(\.defaultOptions).map { try OptionSpec($0) }
  }

  /// The default options. A platform without prices in the region is shown as not feasible, as
  /// long as another has some.
  private func resolved(
    _ specs: [OptionSpec], _ resolver: OptionResolver
  ) throws -> [DeploymentOption] {
    var tolerant = resolver
    tolerant.acceptsUnpricedRegions = specs.contains {
      (try? resolver.resolve([$0], defaults: [])) != nil
    }
    return try tolerant.resolve(specs, defaults: [])
  }

  func providers(_ priceBook: PriceBook) throws -> [String] {
    let known = priceBook.providers
    let asked = (values.text("providers") ?? CommandLineTable.defaultProviders)
      .split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    if asked == ["all"] { return known }
    for name in asked where !known.contains(name) {
      throw Failure(
        .usage,
        "--providers: unknown provider \(quotedText(name))"
          + didYouMean(name, among: known),
        hint: "the providers are \(known.joined(separator: ", ")), or all")
    }
    return asked
  }
}
