import Arguments

let output = Option(
  "output", short: "o", value: "FILE", defaultText: "standard output",
  help: "Where the result goes; the file is written whole or not at all.")
let quiet = Option("quiet", short: "q", help: "Only errors on standard error.")
let slo = Option(
  "slo", value: "LIMITS", group: "judging", help: "What an option must keep, such as p99<=250ms.")

let madeUp = CommandTable(
  program: "kiosk",
  summary: "Sells ice cream from a table of data",
  examples: [
    Example("kiosk compare day.csv", purpose: "Which cone sells best"),
    Example("kiosk prices list", purpose: "Every price"),
  ],
  commands: [
    Command(
      "compare", summary: "Compare cones over the traces of some days",
      operands: [Operand("TRACE", count: 1...Int.max, help: "A file, or - for standard input.")],
      options: [
        Option(
          "option", value: "SPEC", isRepeatable: true, group: "cones",
          help: "A cone to compare, as FLAVOUR:key=value; words that are long enough to wrap."),
        slo,
        Option(
          "format", value: "FORMAT", allowed: ["table", "json", "csv"], defaultText: "table",
          group: "output", help: "Syntax of the result."),
        output, quiet,
        Option("verbose", short: "v", isRepeatable: true, help: "Say more."),
      ],
      examples: [
        Example("kiosk compare day.csv --option vanilla:balls=2", purpose: "One cone"),
        Example(
          "cat day.csv | kiosk compare - --format json --output cones.json",
          purpose: "From a pipe into a file, with a purpose that is longer than a narrow page"),
      ]),
    Command(
      "estimate", summary: "Estimate without a trace", options: [quiet],
      examples: [Example("kiosk estimate", purpose: "Guess")]),
    Command(
      "prices list", summary: "List prices",
      operands: [Operand("FLAVOUR", count: 0...1, help: "Only this one.")], options: [quiet],
      examples: [Example("kiosk prices list", purpose: "Every price")]),
    Command(
      "prices diff", summary: "Compare two price lists",
      operands: [Operand("OLD", help: "Before."), Operand("NEW", help: "After.")],
      options: [slo],
      examples: [Example("kiosk prices diff a b", purpose: "What changed")]),
  ],
  exitCodes: [(0, "all is well"), (64, "the command line is wrong")])
