import Advisor
import Arguments

extension CommandLineTable {
  static let rules = Option(
    "rules", value: "FILE", isRepeatable: true, group: "what is checked",
    help: "rules of your own, in the form of the built-in ones; those with the same id take their "
      + "place")

  static let checklist = Command(
    "checklist", summary: "Docker to serverless: what can move, where, in which order",
    operands: [
      Operand(
        "COMPOSE", count: 0...Int.max,
        help: "compose files, each laid over the ones before, or the folder of a project; without "
          + "one, the folder it runs in")
    ],
    options: [
      Option(
        "trace", value: "FILE", isRepeatable: true, group: "what is checked",
        help: "a request trace, which adds figures and money"),
      Option(
        "map", value: "TRACE=SERVICE", isRepeatable: true, group: "what is checked",
        help: "a service of the trace and the one of the project that it is, where names differ"),
      Option(
        "answers", value: "FILE", group: "what is checked",
        help: "answers to the questions that files leave open; written with the questions where "
          + "there is none"),
      rules,
      Option(
        "profile", value: "WHO", allowed: Profile.allCases.map(\.rawValue), defaultText: "none",
        group: "what is checked", help: "advice for a start-up, an enterprise or an AI team"),
      Option(
        "project-directory", value: "DIR", defaultText: "the first file's",
        group: "the project",
        help: "where paths of the project begin, and the only folder that is read"),
      Option(
        "env-file", value: "FILE", isRepeatable: true, defaultText: ".env", group: "the project",
        help: "variables for the compose files"),
      Option(
        "compose-profile", value: "NAME", isRepeatable: true, group: "the project",
        help: "a compose profile that is active; * for all"),
      Option(
        "providers", value: "PROVIDERS", defaultText: defaultProviders, group: "where to",
        help: "whose platforms services may be placed on, with commas; all for every one"),
      Option(
        "docker", value: "SPEC", defaultText: "the provider's instances", group: "where to",
        help: "what the containers run on now, such as aws-ec2:type=c5.large"),
      region, pricing, freeTier,
    ] + userTerms + [slo, project, span, seed, duration] + reading + [
      Option(
        "artifacts", value: "DIR", group: "output",
        help: "write Dockerfiles, templates and the compose file of what stays"),
      Option("force", group: "output", help: "let --artifacts and --answers replace files"),
      Option(
        "format", value: "FORMAT", allowed: ChecklistFormat.allCases.map(\.rawValue),
        defaultText: "table", group: "output", help: "the form of the output"),
      Option(
        "lang", value: "LANGUAGE", allowed: ["en", "zh"], defaultText: "en", group: "output",
        help: "the language of the checklist"),
      Option(
        "fail-if", value: "EXPR", isRepeatable: true, group: "output",
        help: "end with exit code 3 where a count says so: "
          + "'blockers>0'; the counts are \(ChecklistCounts.names.joined(separator: ", "))"),
      outputFile,
      Option(
        "export", value: "FORMAT=FILE", isRepeatable: true, group: "output",
        help: "write another form to a file as well"),
      color, jobs,
    ],
    examples: [
      Example("costsim checklist samples/shop", purpose: "what its files tell"),
      Example(
        "costsim checklist samples/shop --trace samples/shop-week.csv --format markdown",
        purpose: "with what its traffic tells, and the money of each step"),
    ])
}

/// The forms that the checklist comes in.
enum ChecklistFormat: String, CaseIterable {
  case table
  case markdown
  case json
  /// The steps, a record for each place they rest on.
  case csv
  case sarif
  case html
}
