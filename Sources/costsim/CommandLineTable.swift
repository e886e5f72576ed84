import Arguments
import Traces

/// Everything that costsim accepts on its command line.
enum CommandLineTable {
  static let table = CommandTable(
    program: "costsim",
    summary: "Replays a request trace against serverless and provisioned platforms, and ranks them "
      + "by cost, latency, cold starts and rejected requests; reads a compose project and says how "
      + "to get there. Offline: no network, no telemetry",
    examples: [
      Example(
        "costsim compare samples/shop-week.csv",
        purpose: "what would this traffic cost a month, and where?"),
      Example(
        "costsim checklist samples/shop",
        purpose: "which services of a compose project can go serverless, and how?"),
    ],
    commands: [
      compare, checklist, estimate, explain, traceInspect, traceImport,
      traceGenerate, traceSample, pricesList, pricesShow, pricesCheck,
      pricesImport, pricesDiff,
      selftest, completions,
    ],
    exitCodes: [
      (0, "fine"), (3, "what --fail-if asks about is so"), (64, "wrong usage"), (65, "bad data"),
      (66, "no input"),
      (69, "a price is not available"), (70, "internal error"),
      (73, "the output cannot be created"), (74, "input or output error"),
      (78, "wrong configuration or price file"),
    ])

  private static let compare = Command(
    "compare", summary: "Replay a trace, price and rank deployment options",
    operands: [traces],
    options: deployment + scenario + [duration] + reading + output + [jobs],
    examples: [
      Example(
        "costsim compare samples/shop-week.csv", purpose: "the default set of options"),
      Example(
        "costsim compare samples/article.csv --span 730h --option aws-lambda:memory=512 "
          + "--option aws-ec2:type=c5.large,count=2",
        purpose: "two options of your own"),
    ])

  private static let estimate = Command(
    "estimate", summary: "The same bill from a month's totals, without a trace",
    options: [
      Option(
        "option", value: "SPEC", isRepeatable: true, group: "what is compared",
        help: "PLATFORM:key=value,key=value, such as aws-lambda:memory=512,arch=arm64"),
      optionsFile, region, near, freeTier, pricing,
    ] + userTerms + totals + [
      Option(
        "memory-mb", value: "MB", group: "totals of a month",
        help: "memory of a request, where the option has no memory=")
    ] + output,
    examples: [
      Example(
        "costsim estimate --option aws-lambda:memory=512 --requests 100000 --duration-ms 200",
        purpose: "a function"),
      Example(
        "costsim estimate --option aws-fargate:vcpu=1,memory=2048,count=2",
        purpose: "two tasks that run all month"),
    ])

  private static let explain = Command(
    "explain", summary: "An option's bill line by line, or what an output field means",
    operands: [
      Operand(
        "TOPIC", help: "an option's SPEC, the id of a rule, or the name of an output field"),
      Operand("TRACE", count: 0...Int.max, help: "a request trace; without one, give totals"),
    ],
    options: [
      region, near, surroundings, freeTier, slo, needs, project, span, seed, pricing, rules,
    ]
      + userTerms
      + totals + reading
      + [textFormat, outputFile, color, jobs],
    examples: [
      Example(
        "costsim explain aws-lambda:memory=512 --requests 100000 --duration-ms 200",
        purpose: "why it costs what it costs"),
      Example("costsim explain latencyP99Ms", purpose: "what an output field means"),
    ])

  private static let traceInspect = Command(
    "trace inspect", summary: "Say what was read from a trace",
    operands: [traces],
    options: [
      Option(
        "option", value: "SPEC", defaultText: "aws-lambda where the trace observed cold starts",
        group: "what is predicted",
        help: "the option whose cold starts are set beside the observed ones"),
      Option(
        "region", value: "REGION", group: "what is predicted", help: "the region of the option"),
      Option(
        "pricing", value: "DIR", group: "what is predicted",
        help: "price files that come before the built-in ones"),
      Option(
        "seed", value: "NUMBER", defaultText: "1", group: "what is predicted",
        help: "names the streams of random numbers"),
    ] + [duration] + reading + [textFormat, outputFile, color, jobs],
    examples: [
      Example("costsim trace inspect samples/shop-week.csv", purpose: "rows, services, rates"),
      Example(
        "costsim trace inspect --on-error skip samples/shop-week.csv", purpose: "count bad rows"),
    ])

  private static let traceImport = Command(
    "trace import", summary: "Turn logs into a trace, as native CSV",
    operands: [traces],
    options: [
      Option(
        "seed", value: "NUMBER", defaultText: "1",
        help: "names the stream that stamps are spread with")
    ] + [duration] + reading + [outputFile, jobs],
    examples: [
      Example(
        "costsim trace import access.log --service 'path:/api/{1}' -o trace.csv",
        purpose: "an access log, a service for each part of the API"),
      Example(
        "costsim trace import app.jsonl --fields end=ts,duration=took,service=route "
          + "--duration-unit s",
        purpose: "a JSON log of your own"),
    ])

  private static let traceSample = Command(
    "trace sample", summary: "Keep a part of a trace whose statistics are those of the whole",
    operands: [traces],
    options: [
      Option("keep", value: "SHARE", help: "how much: 10% or 0.1"),
      Option(
        "by", value: "WHAT", allowed: ["time", "service"], defaultText: "time",
        help: "keep whole blocks of time, set one after the other, or whole services"),
      Option("block", value: "DURATION", defaultText: "1h", help: "length of a block of time"),
      Option("seed", value: "NUMBER", defaultText: "1", help: "names the random choice"),
    ] + [duration] + reading + [outputFile, jobs],
    examples: [
      Example(
        "costsim trace sample samples/shop-week.csv --keep 10%", purpose: "a tenth of its hours"),
      Example(
        "costsim trace sample samples/shop-week.csv --keep 0.5 --by service -o half.csv",
        purpose: "half of its services"),
    ])

  private static let traceGenerate = Command(
    "trace generate", summary: "Make a trace from a seed, as native CSV",
    options: [
      Option(
        "arrivals", value: "KIND", allowed: ArrivalPattern.allCases.map(\.rawValue),
        defaultText: "poisson", help: "how requests arrive"),
      Option("rate", value: "NUMBER", help: "mean requests a second"),
      Option("requests", value: "COUNT", help: "how many requests"),
      Option("span", value: "DURATION", help: "how long: two of rate, requests and span are given"),
      Option(
        "start", value: "TIME", defaultText: "0",
        help: "when it starts, as 2026-11-02 or 2026-11-02T08:00:00Z"),
      Option("services", value: "COUNT", defaultText: "1", help: "how many services"),
      Option(
        "zipf", value: "EXPONENT", defaultText: "1",
        help: "the k-th service gets a share of requests proportional to 1/k^EXPONENT"),
      Option("name", value: "NAME", help: "the name of a single service"),
      Option(
        "duration", value: "DISTRIBUTION", defaultText: "lognormal(100ms,0.5)",
        help: "200ms, exponential(MEAN) or lognormal(MEDIAN,SIGMA)"),
      Option(
        "memory-mb", value: "MB", defaultText: "512",
        help: "memory, or several sizes with commas that services take in turn"),
      seed, outputFile,
    ],
    examples: [
      Example(
        "costsim trace generate --rate 2 --span 1d --duration 'exponential(120ms)' --output day.csv",
        purpose: "a day of Poisson arrivals"),
      Example(
        "costsim trace generate --requests 1000 --span 1h --services 5 --arrivals bursty",
        purpose: "five services with bursts, on standard output"),
    ])

  private static let pricesList = Command(
    "prices list", summary: "The platforms with prices, their regions and dates",
    options: [pricing, textFormat, outputFile, color],
    examples: [
      Example("costsim prices list", purpose: "all platforms"),
      Example("costsim prices list --format markdown", purpose: "as a Markdown table"),
    ])

  private static let pricesShow = Command(
    "prices show",
    summary: "A platform's parameters, behaviour, limits and rates with their sources",
    operands: [Operand("PLATFORM", help: "a platform's name, such as aws-lambda")],
    options: [
      Option("region", value: "REGION", defaultText: "the platform's default", help: "whose rates"),
      pricing, textFormat, outputFile, color,
    ],
    examples: [
      Example("costsim prices show aws-lambda", purpose: "its default region"),
      Example("costsim prices show aws-ec2 --region eu-central-1", purpose: "another region"),
    ])

  private static let pricesCheck = Command(
    "prices check", summary: "Check price files: every rate dated and sourced, tiers, meters",
    operands: [
      Operand("FOLDER", count: 0...1, help: "price files laid out like pricing/")
    ],
    options: [
      Option(
        "older-than", value: "DURATION",
        help: "list the rates that are older, such as 180d, and end with code 78 if there are any"),
      Option(
        "today", value: "DATE", defaultText: "SOURCE_DATE_EPOCH, else the clock",
        help: "the day that ages are counted to"),
      textFormat, outputFile, color,
    ],
    examples: [
      Example("costsim prices check", purpose: "the files in this binary"),
      Example("costsim prices check pricing", purpose: "a folder of your own"),
      Example(
        "costsim prices check --older-than 3650d --today 2026-11-23",
        purpose: "what is older than five years on that day"),
    ])

  private static let completions = Command(
    "completions", summary: "A script that completes costsim's words in a shell",
    operands: [Operand("SHELL", help: "bash, zsh or fish")],
    options: [pricing],
    examples: [
      Example(
        "costsim completions bash", purpose: "for bash: source <(costsim completions bash)"),
      Example("costsim completions fish", purpose: "for fish: pipe it into source"),
    ])

  private static let pricesImport = Command(
    "prices import", summary: "Read vendors' own price feeds into files that --pricing takes",
    operands: [
      Operand(
        "FEED", count: 1...Int.max,
        help: "a feed that you downloaded: AWS offer file, Azure retail prices, Google Cloud SKUs, "
          + "or CSV with a column platform")
    ],
    options: [
      Option("output-dir", value: "DIR", help: "the folder to write; what is in it stays"),
      Option(
        "as-of", value: "DATE", defaultText: "the feed's own date",
        help: "the day that the prices are dated with"),
      textFormat, outputFile, color,
    ],
    examples: [
      Example("costsim prices import index.json --output-dir my-prices", purpose: "an AWS offer"),
      Example(
        "costsim prices import page1.json page2.json --output-dir my-prices --as-of 2026-11-23",
        purpose: "pages of Azure's retail prices, dated with the day of the download"),
    ])

  private static let pricesDiff = Command(
    "prices diff", summary: "What a folder of price files changes",
    operands: [
      Operand(
        "FOLDER", count: 1...2,
        help: "compared with the built-in files; of two folders, the second with the first")
    ],
    options: [textFormat, outputFile, color],
    examples: [
      Example("costsim prices diff my-prices", purpose: "against the built-in files"),
      Example("costsim prices diff old-prices my-prices --format csv", purpose: "two folders"),
    ])

  private static let selftest = Command(
    "selftest", summary: "Check the engine against closed forms and published bills",
    options: [textFormat, outputFile, color],
    examples: [
      Example("costsim selftest", purpose: "every check with its source"),
      Example("costsim selftest --format markdown", purpose: "as a Markdown table"),
    ])
}
