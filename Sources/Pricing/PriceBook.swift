import Synchronization
import Units

/// All platforms that the price files describe, with their rates.
public struct PriceBook: Sendable {
  public let files: PriceFiles
  /// In the order of their file names.
  public let platforms: [Platform]
  /// Of the user; none unless they are set.
  public var discounts = Discounts.none
  public var exchange = ExchangeRates.none
  /// Of every vendor.
  public let regions: RegionTable
  private let paths: [String]
  private let cache = RateCache()

  /// Reads every platform's file; rates are read when they are asked for.
  ///
  /// Throws `.configuration` with file, line and field.
  public init(_ files: PriceFiles) throws {
    self.files = files
    paths = files.platformPaths
    regions = try RegionTable(files)
    platforms = try paths.map { try PlatformReader(files: files, path: $0).platform() }
    for (index, platform) in platforms.enumerated() {
      if let first = platforms[..<index].firstIndex(where: { $0.id == platform.id }) {
        throw Failure(
          .configuration,
          "\(files.name(of: paths[index])): the platform \(platform.id) is already described by "
            + files.name(of: paths[first]))
      }
    }
  }

  /// The platform with this name; throws `.usage` with a suggestion where there is none.
  ///
  /// - Parameter others: names that would do as well where the name was written.
  public func platform(_ id: String, besides others: [String] = []) throws -> Platform {
    if let platform = platforms.first(where: { $0.id == id }) { return platform }
    let names = platforms.map(\.id) + others
    throw Failure(
      .usage, "unknown platform \(quotedText(id))" + didYouMean(id, among: names),
      hint: "the platforms are \(names.joined(separator: ", "))")
  }

  /// The path of a platform's file.
  public func path(of platform: Platform) -> String? {
    zip(platforms, paths).first { $0.0.id == platform.id }?.1
  }

  /// The platform, or the variant of it, that a price is charged by.
  public func platform(_ service: PricedService) throws -> Platform {
    let platform = try self.platform(service.platform)
    return platform.forms.first { $0.name == service.name } ?? platform
  }

  /// The path of the file with a platform's rates, such as `aws/lambda.csv`.
  public func ratePath(of platform: Platform) -> String? {
    platforms.firstIndex { $0.id == platform.id }.map { String(paths[$0].dropLast(4)) + "csv" }
  }

  /// Companions that no file describes, a message each.
  var orphanedCompanions: [String] {
    let known = platforms.map(\.id)
    return zip(platforms, paths).flatMap { platform, path in
      platform.companions.flatMap { companion in
        companion.services.filter { !known.contains($0.platform) }.map {
          "\(files.name(of: path)): companions: no file describes \(quotedText($0.platform)), "
            + "which is named for \(companion.key.rawValue)" + didYouMean($0.platform, among: known)
        }
      }
    }
  }

  /// The providers, each once, in the order of their platforms.
  public var providers: [String] {
    platforms.map(\.provider).uniqued()
  }

  /// The rates of a platform; throws `.configuration` with the first 20 things that are wrong.
  public func rates(of platform: Platform) throws -> RateTable {
    let id = platform.pricedService.platform
    guard let index = platforms.firstIndex(where: { $0.id == id }) else {
      throw Failure(.software, "the platform \(platform.id) is not of this price book")
    }
    if let known = cache[id] { return known }
    let (table, problems) = try RateReader.read(platforms[index], at: paths[index], of: files)
    guard problems.isEmpty else {
      let rest = problems.count > 20 ? ["… and \(problems.count - 20) more"] : []
      throw Failure(.configuration, (problems.prefix(20) + rest).joined(separator: "\n"))
    }
    cache[id] = table
    return table
  }
}

/// Rates that have been read once.
private final class RateCache: Sendable {
  private let tables = Mutex<[String: RateTable]>([:])

  subscript(id: String) -> RateTable? {
    get { tables.withLock { $0[id] } }
    set { tables.withLock { $0[id] = newValue } }
  }
}
