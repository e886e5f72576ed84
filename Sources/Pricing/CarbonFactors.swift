import Documents
import Units

/// How much energy a vendor's servers take, from the file `PROVIDER/carbon.csv`.
///
/// Cloud Carbon Footprint, Methodology: average watts a vCPU = minimum + utilisation × (maximum −
/// minimum); energy × PUE × grid factor.
public struct CarbonFactors: Hashable, Sendable {
  public static let fileName = "carbon.csv"
  /// Watts a vCPU without and with full use.
  public let minimumWatts: ExactDecimal
  public let maximumWatts: ExactDecimal
  /// Assumed use of a vCPU where it is not known, 0–1.
  public let utilization: ExactDecimal
  /// kWh a GB-hour of memory.
  public let memory: ExactDecimal
  /// Power usage effectiveness: what the building takes for each kWh of its servers.
  public let pue: ExactDecimal
  /// Where the figures come from.
  public let source: String

  /// nil where the provider has no such file; throws `.configuration` with file, line and field.
  public init?(_ files: PriceFiles, provider: String) throws {
    guard files.folders(with: Self.fileName).contains(provider) else { return nil }
    let rows = try files.table(
      Self.fileName, besides: "\(provider)/\(Self.fileName)",
      columns: ["factor", "value", "unit", "as_of", "source"]
    ).rows
    func value(_ name: String) throws -> ExactDecimal {
      guard let row = try rows.first(where: { try $0["factor"].string() == name }) else {
        throw Failure(
          .configuration,
          "\(files.name(of: "\(provider)/\(Self.fileName)")): the factor \(name) is missing")
      }
      _ = try AsOf(row["as_of"])
      let number = try row["value"].decimal()
      guard number > .zero, number.scaled <= 1_000 * ExactDecimal.one else {
        throw try row["value"].failure("\(number) is not above 0 and up to 1,000")
      }
      return number
    }
    minimumWatts = try value("min-watts")
    maximumWatts = try value("max-watts")
    utilization = try value("utilization")
    memory = try value("memory")
    pue = try value("pue")
    source = try rows.first?["source"].string() ?? ""
  }
}
