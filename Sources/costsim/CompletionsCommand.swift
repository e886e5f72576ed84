import Arguments
import Comparison
import Pricing
import Units

/// `costsim completions`.
struct CompletionsCommand {
  let values: OptionValues

  func run() throws {
    let names = Shell.allCases.map(\.rawValue)
    guard let shell = Shell(rawValue: values.operands[0]) else {
      throw Failure(
        .usage,
        "no completions for \(quotedText(values.operands[0]))"
          + didYouMean(values.operands[0], among: names),
        hint: "the shells are \(names.joined(separator: ", "))")
    }
    let book = try DeploymentChoice(values: values).priceBook()
    let script = CommandLineTable.table.completions(shell, words: try words(of: book))
    try StandardStreams.write(Array(script.utf8))
  }

  private func words(of book: PriceBook) throws -> CompletionWords {
    let platforms = book.platforms.map(\.id)
    let specs = platforms + OptionResolver.composites
    let regions = try book.platforms.flatMap { try book.rates(of: $0).regions }
    return CompletionWords([
      ("SPEC", specs), ("TOPIC", specs + OutputColumn.all.map(\.name).uniqued()),
      ("PLATFORM", platforms), ("PROVIDERS", book.providers + ["all"]),
      ("REGION", regions.uniqued()), ("SHELL", Shell.allCases.map(\.rawValue)),
    ])
  }
}
