import Comparison
import Documents
import Glibc
import PriceFeeds
import Pricing
import Rendering
import Units

/// `costsim prices import`.
struct PricesImportCommand {
  let values: OptionValues

  func run() throws {
    guard let folder = values.text("output-dir") else {
      throw Failure(
        .usage, "--output-dir is missing", hint: "it is the folder that --pricing then takes")
    }
    let priceBook = try DeploymentChoice(values: values).priceBook()
    let imported = try PriceImport(
      values.operands, priceBook: priceBook, asOf: values.text("as-of"))
    // Nothing is written before every file is known to be sound.
    let files = try imported.platforms.flatMap { try $0.files(priceBook) }
    try PriceFolderOutput(folder: folder).write(files)
    let changes = PriceChangeReport(imported.changes)
    let unknown =
      imported.unknown > 0
      ? [
        "\(imported.unknown) are no rates of costsim, such as "
          + imported.unknownNames.joined(separator: ", ")
      ] : []
    let counts = [
      "\(imported.pricesRead) prices read, \(imported.changes.count) differ, "
        + "\(imported.pricesUnchanged) rates are as they were"
    ]
    try ReportOutput(
      values: values,
      report: changes.report(
        (counts + unknown).joined(separator: "; ") + ".",
        "Wrote \(files.count) files to \(folder); --pricing \(folder) takes them."),
      records: changes.records
    ).write()
  }
}

/// `costsim prices diff`.
struct PricesDiffCommand {
  let values: OptionValues

  func run() throws {
    let folders = values.operands
    let new = try PriceBook(try PriceFiles(folder: folders[folders.count - 1]))
    let old = try PriceBook(
      folders.count > 1 ? try PriceFiles(folder: folders[0]) : PriceFiles.embedded)
    let changes = try new.platforms.flatMap { platform -> [PriceChange] in
      let before = old.platforms.first { $0.id == platform.id }
      return PriceChange.between(
        try before.map { RateRow.rows(of: try old.rates(of: $0)) } ?? [],
        RateRow.rows(of: try new.rates(of: platform)), platform: platform.id)
    }
    let report = PriceChangeReport(changes)
    try ReportOutput(
      values: values,
      report: report.report(
        changes.isEmpty ? "No price differs." : "\(changes.count) prices differ.", nil),
      records: report.records
    ).write()
  }
}

/// Price files that are written into a folder.
struct PriceFolderOutput {
  let folder: String

  /// Throws `.cannotCreate` where a folder cannot be made or a file not be written.
  func write(_ files: [(path: String, text: String)]) throws {
    var outputs: [OutputFile] = []
    do {
      for file in files {
        try makeFolders(of: file.path)
        let output = try OutputFile("\(folder)/\(file.path)")
        outputs.append(output)
        try output.write(Array(file.text.utf8))
      }
    } catch {
      for output in outputs { output.discard() }
      throw error
    }
    for output in outputs { try output.commit() }
  }

  private func makeFolders(of path: String) throws {
    var name = folder
    for part in [""] + path.split(separator: "/").dropLast().map(String.init) {
      if !part.isEmpty { name += "/" + part }
      guard mkdir(name, 0o777) == 0 || errno == EEXIST else {
        throw Failure(
          .cannotCreate, "cannot create the folder \(name): \(String(cString: strerror(errno)))")
      }
    }
  }
}
