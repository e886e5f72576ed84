import Documents
import Pricing
import Units

/// Decodes the files `*.feed.json`.
struct FeedMappingReader {
  let priceBook: PriceBook

  /// All of them; throws `.configuration` with file, line and field.
  func mappings() throws -> [FeedMapping] {
    let files = priceBook.files
    return try files.feedPaths.map { path in
      let name = files.name(of: path)
      let root = Field(
        try JSONReader.read(try files.read(path), file: name, code: .configuration), file: name,
        code: .configuration)
      return try mapping(root, name)
    }
  }

  private func mapping(_ root: Field, _ file: String) throws -> FeedMapping {
    try root.allowKeys(["feed", "title", "url", "service", "records"])
    let service = try root["service"].string()
    return FeedMapping(
      format: try root["feed"].choice(), title: try root["title"].string(),
      url: try root["url"].string(),
      records: try root["records"].elements().map { try record($0, service, file) },
      serviceAttribute: service)
  }

  private func record(_ field: Field, _ service: String, _ file: String) throws -> FeedRecord {
    try field.allowKeys([
      "platform", "meter", "variant", "match", "unit", "removing", "freeTierIsAllowance",
    ])
    let platform = try platform(field["platform"])
    let meter = try field["meter"].string()
    let meters = platform.forms.flatMap(\.metering.meters)
    guard let known = meters.first(where: { $0.id == meter }) else {
      throw try field["meter"].failure(
        "\(quotedText(meter)) is no meter of \(platform.id)"
          + didYouMean(meter, among: meters.map(\.id)))
    }
    let match = try field["match"].entries().map { name, value in
      (attribute: name, patterns: try patterns(value))
    }
    guard match.contains(where: { $0.attribute == service }) else {
      throw try field["match"].failure("does not say what \(service) is")
    }
    let (amount, unit) = try unit(field["unit"])
    guard unit.dimension == known.dimension else {
      throw try field["unit"].failure(
        "\(unit.rawValue) does not measure \(known.dimension.rawValue), which \(meter) counts")
    }
    return FeedRecord(
      platform: platform.id, meter: meter, variant: try variant(field, platform), match: match,
      unit: unit, amount: amount, removing: try field.optional("removing")?.string() ?? "",
      isFreeTierAllowance: try field.optional("freeTierIsAllowance")?.bool() ?? false,
      place: "\(file):\(field.line)")
  }

  private func platform(_ field: Field) throws -> Platform {
    let id = try field.string()
    guard let platform = priceBook.platforms.first(where: { $0.id == id }) else {
      throw field.failure(
        "no file describes \(quotedText(id))"
          + didYouMean(id, among: priceBook.platforms.map(\.id)))
    }
    return platform
  }

  private func patterns(_ field: Field) throws -> [GlobPattern] {
    guard case .sequence = field.node.content else { return [GlobPattern(try field.string())] }
    return try field.elements().map { GlobPattern(try $0.string()) }
  }

  private func variant(_ field: Field, _ platform: Platform) throws -> String {
    let text = try field.optional("variant")?.string() ?? ""
    let keys = platform.forms.flatMap(\.parameters).map(\.key)
    for word in text.split(separator: " ") {
      let sides = word.split(separator: "=", maxSplits: 1).map(String.init)
      guard sides.count == 2, keys.contains(sides[0]) else {
        throw try field["variant"].failure(
          "\(quotedText(String(word))) is not a parameter of \(platform.id) and its value")
      }
    }
    return text
  }

  /// `GB-Seconds`, or an amount of a unit: `0.001 vCPU-Hours`.
  private func unit(_ field: Field) throws -> (ExactDecimal, UsageUnit) {
    let text = try field.string()
    let words = text.split(separator: " ", maxSplits: 1).map(String.init)
    let amount =
      words.count == 2 ? ExactDecimal(words[0]) : ExactDecimal(scaled: ExactDecimal.one)
    guard let amount, amount > .zero, amount.scaled <= 1_000_000_000 * ExactDecimal.one,
      let unit = UsageUnit(rawValue: words[words.count - 1])
    else {
      let names = UsageUnit.allCases.map(\.rawValue)
      throw field.failure(
        "\(quotedText(text)) is no amount of one of \(names.joined(separator: ", "))")
    }
    return (amount, unit)
  }
}
