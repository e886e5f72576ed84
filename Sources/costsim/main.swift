import Arguments
import Glibc
import Units

StandardStreams.occupyClosedPlaces()
StandardStreams.restorePipeSignal()
do {
  try StandardStreams.checkRoom()
  try run(Array(CommandLine.arguments.dropFirst()))
} catch let failure as Failure {
  StandardStreams.report(failure)
  exit(failure.code.rawValue)
} catch {
  StandardStreams.report(Failure(.software, "\(error)"))
  exit(ExitCode.software.rawValue)
}

func run(_ words: [String]) throws {
  let table = CommandLineTable.table
  guard !words.isEmpty else {
    try StandardStreams.write(Array((table.help(nil, width: Terminal.width) ?? "").utf8))
    return
  }
  switch try table.parse(words) {
  case .help(let topic):
    try StandardStreams.write(Array((table.help(topic, width: Terminal.width) ?? "").utf8))
  case .version:
    try StandardStreams.write(Array("costsim \(Version.number)\n".utf8))
  case .run(let arguments):
    try command(arguments)
  }
}

func command(_ arguments: ParsedArguments) throws {
  let values = OptionValues(arguments)
  switch arguments.command {
  case "compare": try CompareCommand(values: values).run()
  case "checklist": try ChecklistCommand(values: values).run()
  case "estimate": try EstimateCommand(values: values).run()
  case "explain": try ExplainCommand(values: values).run()
  case "trace inspect": try TraceInspectCommand(values: values).run()
  case "trace generate": try TraceGenerateCommand(values: values).run()
  case "trace import": try TraceImportCommand(values: values).run()
  case "trace sample": try TraceSampleCommand(values: values).run()
  case "prices list": try PricesListCommand(values: values).run()
  case "prices show": try PricesShowCommand(values: values).run()
  case "prices check": try PricesCheckCommand(values: values).run()
  case "prices import": try PricesImportCommand(values: values).run()
  case "prices diff": try PricesDiffCommand(values: values).run()
  case "completions": try CompletionsCommand(values: values).run()
  case "selftest": try SelfTestCommand(values: values).run()
  default: throw Failure(.software, "no command is named \(arguments.command)")
  }
}
