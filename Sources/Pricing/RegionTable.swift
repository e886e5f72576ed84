import Documents
import Glibc
import Units

/// A vendor's region: where it stands and how clean its grid is.
public struct VendorRegion: Hashable, Sendable {
  public let provider: String
  /// The vendor's id.
  public let id: String
  public let city: String
  public let place: Place
  /// Kilograms of CO2e a kWh; nil where it is not known.
  public let gridFactor: ExactDecimal?
}

/// A point on the earth, in degrees.
public struct Place: Hashable, Sendable {
  public let latitude: Double
  public let longitude: Double

  /// nil where it is no point.
  public init?(latitude: Double, longitude: Double) {
    guard -90...90 ~= latitude, -180...180 ~= longitude else { return nil }
    self.latitude = latitude
    self.longitude = longitude
  }

  /// Great-circle distance in whole kilometres, on a sphere of 6,371 km (haversine formula).
  public func kilometres(to other: Place) -> Int {
    func radians(_ degrees: Double) -> Double { degrees * .pi / 180 }
    let (phi, otherPhi) = (radians(latitude), radians(other.latitude))
    let a =
      pow(sin((otherPhi - phi) / 2), 2)
      + cos(phi) * cos(otherPhi) * pow(sin(radians(other.longitude - longitude) / 2), 2)
    return Int((2 * 6_371 * asin(min(1, sqrt(a)))).rounded())
  }
}

/// The regions of every vendor, from the files `PROVIDER/regions.csv`.
public struct RegionTable: Sendable {
  public static let fileName = "regions.csv"
  /// In the order of the files.
  public let regions: [VendorRegion]

  /// Throws `.configuration` with file, line and field.
  public init(_ files: PriceFiles) throws {
    regions = try files.folders(with: Self.fileName).flatMap { provider in
      try files.table(
        Self.fileName, besides: "\(provider)/\(Self.fileName)",
        columns: [
          "region", "city", "country", "latitude", "longitude", "kg_co2e_per_kwh", "as_of",
          "source",
        ]
      ).rows.map { try Self.region($0, of: provider) }
    }
  }

  private static func region(_ row: Field, of provider: String) throws -> VendorRegion {
    func degrees(_ key: String) throws -> Double { Double(try row[key].decimal().text) ?? .nan }
    guard
      let place = Place(latitude: try degrees("latitude"), longitude: try degrees("longitude"))
    else { throw try row["latitude"].failure("and longitude are no point on the earth") }
    let factor = try row.optional("kg_co2e_per_kwh")?.decimal()
    if let factor {
      guard factor >= .zero, factor.scaled <= 10 * ExactDecimal.one else {
        throw try row["kg_co2e_per_kwh"].failure("\(factor) is not between 0 and 10")
      }
      _ = try AsOf(row["as_of"])
      _ = try row["source"].string()
    }
    return VendorRegion(
      provider: provider, id: try row["region"].string(), city: try row["city"].string(),
      place: place, gridFactor: factor)
  }

  public func region(_ id: String, of provider: String) -> VendorRegion? {
    regions.first { $0.id == id && $0.provider == provider }
  }

  /// The place that a text names: a region's city, or `LATITUDE,LONGITUDE`.
  ///
  /// Throws `.usage` with a suggestion where it is neither.
  public func place(_ text: String) throws -> Place {
    let sides = text.split(separator: ",").map { Double($0) }
    if sides.count == 2, let latitude = sides[0], let longitude = sides[1] {
      guard let place = Place(latitude: latitude, longitude: longitude) else {
        throw Failure(.usage, "--near \(quotedText(text)) is no point on the earth")
      }
      return place
    }
    if let known = regions.first(where: { $0.city.lowercased() == text.lowercased() }) {
      return known.place
    }
    throw Failure(
      .usage,
      "--near \(quotedText(text)) is no city of a region"
        + didYouMean(text, among: regions.map(\.city)),
      hint: "write a city such as Frankfurt, or LATITUDE,LONGITUDE such as 50.1,8.7")
  }
}
