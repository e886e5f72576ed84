import Units

/// Everything that is wrong with a folder of price files, not only the first thing.
public struct PriceCheck: Sendable {
  /// A message a problem, with file, line and field; empty where the files are sound.
  public let problems: [String]

  public init(_ files: PriceFiles) {
    var problems: [String] = []
    for path in files.platformPaths {
      do {
        let platform = try PlatformReader(files: files, path: path).platform()
        problems += try RateReader.read(platform, at: path, of: files).problems
      } catch let failure as Failure {
        problems.append(failure.message)
      } catch {
        problems.append("\(files.name(of: path)): \(error)")
      }
    }
    // What only shows when all files are together.
    if problems.isEmpty {
      do {
        problems += try PriceBook(files).orphanedCompanions
        problems += try files.orphanedTables().map {
          "\(files.name(of: $0)): no platform file names this table"
        }
      } catch let failure as Failure {
        problems.append(failure.message)
      } catch {
        problems.append("\(error)")
      }
    }
    self.problems = problems
  }
}
