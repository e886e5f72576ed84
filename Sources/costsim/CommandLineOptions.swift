import Arguments
import Traces

/// Operands and options that several commands share.
extension CommandLineTable {
  static let traces = Operand(
    "TRACE", count: 1...Int.max,
    help:
      "a CSV file of requests, an access log or a log of Lambda, or - for standard input; several files are "
      + "one trace")

  // MARK: What is compared

  static let option = Option(
    "option", value: "SPEC", isRepeatable: true, defaultText: "a set for the providers",
    group: "what is compared",
    help: "PLATFORM:key=value,key=value, such as aws-lambda:memory=512,arch=arm64")
  static let optionsFile = Option(
    "options-file", value: "FILE", group: "what is compared", help: "the same as JSON")
  static let region = Option(
    "region", value: "REGION", group: "what is compared",
    help: "the region of options that name none")
  static let near = Option(
    "near", value: "PLACE", group: "what is compared",
    help: "the nearest region with prices for options that name none: a city such as frankfurt, or "
      + "LATITUDE,LONGITUDE")
  static let pricing = Option(
    "pricing", value: "DIR", group: "what is compared",
    help:
      "price files that come before the built-in ones")
  static let freeTier = Option(
    "free-tier", group: "what is compared", help: "apply the free allowances of an account")

  static let surroundings = Option(
    "with", value: "NAMES", group: "what is compared",
    help: "what usually stands beside each platform: front,logs,egress,nat; egress=BYTES a response"
  )

  /// Whose default options are compared where nothing is stated.
  static let defaultProviders = "aws"

  static let userTerms = [
    Option(
      "discount", value: "NAME=SHARE", isRepeatable: true, group: "what is compared",
      help: "what you pay less than the list price, of a provider or a platform: aws=12%"),
    Option(
      "exchange-rate", value: "CODE=USD@DATE", isRepeatable: true, group: "what is compared",
      help: "what one unit of a currency is worth in USD, and when: CNY=0.14@2026-11-01"),
  ]

  static let deployment =
    [
      option, optionsFile,
      Option(
        "providers", value: "PROVIDERS", defaultText: defaultProviders, group: "what is compared",
        help: "whose default options are compared, with commas; all for every one"),
      region, near, surroundings, pricing, freeTier,
    ] + userTerms

  // MARK: How it is judged and billed

  static let slo = Option(
    "slo", value: "BOUNDS",
    defaultText: "errors<=0.1% and p99 within 1.5 times the trace's p99 duration",
    group: "how it is judged and billed", help: "such as p99<=250ms,errors<=0.1%")
  static let project = Option(
    "project", value: "PERIOD", allowed: ["month", "none"], defaultText: "month",
    group: "how it is judged and billed",
    help: "bill a month of 730 h, or the trace as it stands")
  static let span = Option(
    "span", value: "DURATION", group: "how it is judged and billed",
    help: "the time that the trace stands for, such as 7d")
  static let seed = Option(
    "seed", value: "NUMBER", defaultText: "1", group: "how it is judged and billed",
    help: "names the streams of random numbers")

  static let needs = Option(
    "needs", value: "NAMES", group: "how it is judged and billed",
    help: "what platforms must have: gpu,websocket,grpc,http2,udp,tcp,streaming, "
      + "disk=20GB,package=300MB,image=2GB")

  static let scenario = [slo, needs, project, span, seed]

  static let totals = [
    Option(
      "requests", value: "COUNT", group: "totals of a month",
      help: "requests, those inside provisioned concurrency apart"),
    Option(
      "duration-ms", value: "MS", group: "totals of a month", help: "duration of a request"),
    Option(
      "cpu-ms", value: "MS", defaultText: "the duration", group: "totals of a month",
      help: "CPU time of a request, where it is billed"),
    Option(
      "hours", value: "HOURS", defaultText: "730", group: "totals of a month",
      help: "time that each instance or service runs"),
    Option(
      "provisioned-hours", value: "HOURS", defaultText: "730", group: "totals of a month",
      help: "time that provisioned concurrency is configured"),
    Option(
      "provisioned-requests", value: "COUNT", group: "totals of a month",
      help: "requests inside provisioned concurrency"),
    Option(
      "provisioned-duration-ms", value: "MS", defaultText: "that of the others",
      group: "totals of a month", help: "duration of a request inside provisioned concurrency"),
    Option(
      "meter", value: "NAME=QUANTITY", isRepeatable: true, group: "totals of a month",
      help: "bill a meter directly, in its own unit"),
  ]

  // MARK: How the trace is read

  static let memory = Option(
    "memory-mb", value: "MB", defaultText: "512 for a trace", group: "how the trace is read",
    help: "memory of requests that state none")

  static let duration = Option(
    "duration-ms", value: "MS", group: "how the trace is read",
    help: "duration of requests in a trace that states none, such as a log without it or counts")

  static let reading = [
    memory,
    Option(
      "service", value: "PATTERN", isRepeatable: true, defaultText: "what the format names",
      group: "how the trace is read",
      help: "which requests of a log form a service: host, path:/api/{1}, target-group, container, "
        + "function; the first that matches"),
    Option(
      "spread", value: "STAMPS", allowed: StampGrain.allCases.map { "\($0.rawValue)s" } + ["none"],
      defaultText: "seconds in logs, none in CSV", group: "how the trace is read",
      help:
        "spread requests over the second, minute or hour that their time stamps are cut to, or not"),
    Option(
      "expand", value: "ARRIVALS", allowed: CountExpansion.allCases.map(\.rawValue),
      defaultText: "exponential", group: "how the trace is read",
      help: "gaps between requests of which only the number in a period is known"),
    Option(
      "input-format", value: "FORMAT", allowed: TraceReader.formatNames,
      defaultText: "by the content", group: "how the trace is read", help: "the form of the files"),
    Option(
      "fields", value: "ROLE=COLUMN", group: "how the trace is read",
      help: "columns of a CSV file or keys of a JSON log by roles, such as "
        + "time=start,duration=elapsed; the roles are "
        + FieldMapping.Role.allCases.map(\.rawValue).joined(separator: ", ")),
    Option(
      "timestamp-unit", value: "UNIT", allowed: ["s", "ms", "us", "ns"],
      defaultText: "by the magnitude", group: "how the trace is read",
      help: "unit of numbers in a column named timestamp or mapped to time"),
    Option(
      "duration-unit", value: "UNIT", allowed: ["s", "ms", "us", "ns"],
      defaultText: "ms, in logs by the form", group: "how the trace is read",
      help: "unit of a column named duration, of mapped durations, and of the number behind the "
        + "combined log format or in Caddy's log"),
    Option(
      "on-error", value: "POLICY", allowed: ["fail", "skip"], defaultText: "fail",
      group: "how the trace is read", help: "refuse a trace with bad rows, or leave them out"),
    Option(
      "max-errors", value: "COUNT", defaultText: "20", group: "how the trace is read",
      help: "how many bad rows are shown"),
  ]

  // MARK: Output

  static let outputFile = Option(
    "output", short: "o", value: "FILE", group: "output",
    help: "write to a file, whole or not at all")
  static let color = Option(
    "color", value: "WHEN", allowed: ["auto", "always", "never"], defaultText: "auto",
    group: "output", help: "colour in tables")
  static let textFormat = Option(
    "format", value: "FORMAT", allowed: ["table", "markdown", "csv", "json"], defaultText: "table",
    group: "output", help: "the form of the output")
  static let output = [
    Option(
      "format", value: "FORMAT", allowed: OutputFormat.allCases.map(\.rawValue),
      defaultText: "table", group: "output", help: "the form of the output"),
    outputFile,
    Option(
      "export", value: "FORMAT=FILE", isRepeatable: true, group: "output",
      help: "write another form to a file as well"),
    color,
  ]
  static let jobs = Option(
    "jobs", value: "COUNT", defaultText: "the cores", group: "output",
    help: "threads; no figure depends on it")
}
