import Inventory
import Units

/// How much room packages take once installed: the table `package-sizes.csv`.
struct PackageSizes: Sendable {
  private var sizes: [String: ExactDecimal] = [:]

  init() throws {
    let table = try DataFiles.table(
      "package-sizes.csv",
      columns: ["ecosystem", "name", "size_mb", "version", "as_of", "source"])
    for row in table.rows {
      let key = try row["ecosystem"].string() + ":" + row["name"].string()
      sizes[key] = try row["size_mb"].decimal()
    }
  }

  /// MB; nil where the table does not have it.
  func megabytes(of package: DependencyPackage) -> ExactDecimal? {
    sizes["\(package.ecosystem.rawValue):\(package.name)"]
  }
}
