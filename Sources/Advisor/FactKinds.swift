import Rules

extension FactVocabulary {
  /// What rules of the checklist may ask about; the README describes it.
  ///
  /// - Parameter questions: those that an answers file answers.
  static func checklist(_ questions: [Question]) -> FactVocabulary {
    FactVocabulary(
      projectKinds + composeKinds + dockerfileKinds + measuredKinds + placementKinds + [
        FactKind(
          "answer", questions.map { FactField($0.id, $0.form) }, isSingle: true,
          isUnknownWhereAbsent: true)
      ])
  }

  private static func kind(
    _ name: String, _ fields: [(String, FactField.Form)], isSingle: Bool = false,
    isUnknownWhereAbsent: Bool = false
  ) -> FactKind {
    FactKind(
      name, fields.map { FactField($0.0, $0.1) }, isSingle: isSingle,
      isUnknownWhereAbsent: isUnknownWhereAbsent)
  }

  private static let projectKinds = [
    kind(
      "project",
      [
        ("services", .count), ("applications", .count), ("moving", .count), ("staying", .count),
        ("profile", .text), ("unsetVariables", .count), ("unreadFiles", .count),
        ("hybrid", .flag),
      ], isSingle: true),
    kind(
      "service",
      [
        ("name", .text), ("role", .text), ("workload", .text), ("image", .text),
        ("imageName", .text), ("registry", .text), ("tag", .text), ("digest", .text),
        ("built", .flag), ("process", .text), ("language", .text), ("memoryMb", .megabytes),
        ("cpus", .number), ("replicas", .count), ("gpu", .flag), ("dependants", .count),
        ("backingServices", .count), ("ports", .count), ("published", .flag),
        ("environmentBytes", .bytes), ("ownsState", .flag),
      ], isSingle: true),
  ]

  private static let composeKinds = [
    kind("key", [("name", .text), ("value", .text), ("secret", .flag)]),
    kind(
      "port",
      [
        ("target", .identifier), ("count", .count), ("published", .text), ("transport", .text),
        ("host", .text), ("origin", .text),
      ]),
    kind(
      "volume",
      [
        ("type", .text), ("source", .text), ("target", .text), ("readOnly", .flag),
        ("isFile", .flag), ("isSource", .flag),
      ]),
    kind(
      "environment",
      [("name", .text), ("value", .secret), ("literal", .flag), ("secret", .flag)]),
    kind("dependency", [("service", .text), ("condition", .text), ("role", .text)]),
    kind(
      "address", [("service", .text), ("role", .text), ("variable", .text), ("port", .identifier)]),
  ]

  private static let dockerfileKinds = [
    kind(
      "dockerfile", [("stages", .count), ("ignored", .flag), ("adapter", .flag)], isSingle: true),
    kind(
      "base",
      [
        ("image", .text), ("name", .text), ("tag", .text), ("digest", .text), ("final", .flag),
        ("platform", .text), ("stage", .flag),
      ]),
    kind(
      "instruction",
      [
        ("keyword", .text), ("arguments", .text), ("form", .text), ("final", .flag),
        ("from", .text), ("secret", .flag),
      ]),
    kind(
      "package",
      [
        ("name", .text), ("version", .text), ("ecosystem", .text), ("development", .flag),
        ("sizeMb", .megabytes),
      ]),
    kind("packages", [("count", .count), ("knownSizeMb", .megabytes)], isSingle: true),
  ]

  private static let measuredKinds = [
    kind(
      "trace",
      [
        ("requests", .count), ("durationMeanMs", .milliseconds), ("durationP50Ms", .milliseconds),
        ("durationP99Ms", .milliseconds), ("durationMaxMs", .milliseconds),
        ("memoryMaxMb", .megabytes), ("requestBytesMax", .bytes), ("responseBytesMax", .bytes),
        ("peakPerSecond", .count), ("meanConcurrency", .number), ("peakConcurrency", .count),
        ("loadFactor", .number), ("idleMinuteShare", .share), ("concurrencyGrowth10s", .count),
        ("durationSpread", .number), ("cpuShare", .share),
      ], isSingle: true, isUnknownWhereAbsent: true),
    kind(
      "cost",
      [
        ("platform", .text), ("model", .text), ("monthlyUsd", .dollars), ("cheapest", .flag),
        ("ratio", .number),
      ]),
    kind(
      "simulation",
      [
        ("platform", .text), ("coldStartShare", .share), ("latencyP99Ms", .milliseconds),
        ("meetsObjective", .flag),
      ]),
  ]

  private static let placementKinds = [
    kind("placement", [("kind", .text), ("target", .text), ("moves", .flag)], isSingle: true),
    kind(
      "neighbour",
      [("service", .text), ("direction", .text), ("role", .text), ("moves", .flag)]),
  ]
}
