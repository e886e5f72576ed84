/// The Dockerfile that a service is built by, and what of it ends in the service's image.
public struct ServiceDockerfile: Sendable {
  public let dockerfile: Dockerfile
  /// The stage that is built and the earlier ones that it starts from, the last one first.
  public let chain: [DockerfileStage]

  /// - Parameter target: the stage that is built; nil for the last.
  public init(_ dockerfile: Dockerfile, target: String?) {
    self.dockerfile = dockerfile
    var stage = target.flatMap(dockerfile.stage) ?? dockerfile.finalStage
    var chain = [stage]
    while let earlier = dockerfile.stages.last(where: {
      $0.name == stage.base.lowercased() && $0.line < stage.line
    }) {
      stage = earlier
      chain.append(stage)
    }
    self.chain = chain
  }

  /// The image that the service's image is built on.
  public var base: ImageReference { ImageReference(chain[chain.count - 1].base) }

  /// Whether a stage ends in the service's image.
  public func isFinal(_ stage: DockerfileStage) -> Bool { chain.contains { $0.line == stage.line } }

  /// Whether Lambda can run the image: the base image of Lambda, its runtime interface client or
  /// the Lambda Web Adapter is in it.
  public var hasLambdaAdapter: Bool {
    if base.repository.hasPrefix("lambda/") || base.repository.contains("aws-lambda-") {
      return true
    }
    return chain.flatMap(\.instructions).contains { instruction in
      ["COPY", "RUN", "ADD"].contains(instruction.keyword)
        && ([instruction.arguments, instruction.flag("from") ?? ""]
          + instruction.heredocs.map(\.body)).contains { text in
            text.contains("aws-lambda-adapter") || text.contains("aws-lambda-ric")
              || text.contains("awslambdaric") || text.contains("aws_lambda_ric")
          }
    }
  }

  /// The ports that the image exposes for TCP.
  public var exposedPorts: [Int] {
    ports.filter { $0.transport == "tcp" }.map(\.target.lowerBound)
  }

  /// Lists of packages, which are copied before the code.
  private static let lists = [
    "package", "yarn.lock", "pnpm-lock", "requirements", "Pipfile", "pyproject", "poetry.lock",
    "go.mod", "go.sum", "Gemfile", "composer", "Cargo", "pom.xml", ".npmrc", "tsconfig",
  ]

  /// Whether files are copied into the image that are more than lists of packages.
  public var hasCode: Bool {
    chain.flatMap(\.instructions).contains { instruction in
      guard instruction.keyword == "COPY" || instruction.keyword == "ADD" else { return false }
      if instruction.flag("from") != nil || !instruction.heredocs.isEmpty { return true }
      let words = instruction.execForm ?? ShellWords.split(instruction.arguments)
      return words.dropLast().contains { word in
        let name = word.split(separator: "/").last.map(String.init) ?? word
        return !Self.lists.contains { name.hasPrefix($0) }
      }
    }
  }

  /// The last instruction of this keyword in the service's image.
  func last(_ keyword: String) -> DockerfileInstruction? {
    chain.lazy.compactMap { $0.last(keyword) }.first
  }

  /// The words that the image starts, without what compose says.
  var entrypoint: (words: [String], line: Int)? { last("ENTRYPOINT").map(Self.words) }
  var command: (words: [String], line: Int)? { last("CMD").map(Self.words) }

  private static func words(_ instruction: DockerfileInstruction) -> (words: [String], line: Int) {
    (instruction.execForm ?? ShellWords.split(instruction.arguments), instruction.line)
  }

  /// `ENV`, `NAME=value …` or `NAME value`.
  var environment: [InventoriedVariable] {
    chain.reversed().flatMap(\.instructions).filter { $0.keyword == "ENV" }.flatMap { instruction in
      let evidence = Evidence(file: dockerfile.file, line: instruction.line)
      let words = ShellWords.split(instruction.arguments)
      guard let first = words.first, first.contains("=") else {
        return words.first.map {
          [
            InventoriedVariable(
              name: $0, value: words.dropFirst().joined(separator: " "), isLiteral: true,
              evidence: evidence)
          ]
        } ?? []
      }
      return words.compactMap { word in
        let sides = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard sides.count == 2 else { return nil }
        return InventoriedVariable(
          name: String(sides[0]), value: String(sides[1]), isLiteral: !sides[1].contains("$"),
          evidence: evidence)
      }
    }
  }

  /// `EXPOSE 8080/tcp 9000-9010`.
  var ports: [ListeningPort] {
    chain.flatMap(\.instructions).filter { $0.keyword == "EXPOSE" }.flatMap { instruction in
      ShellWords.split(instruction.arguments).compactMap { word in
        let sides = word.split(separator: "/", maxSplits: 1)
        guard let first = sides.first, let range = ShortPort.range(String(first)) else {
          return nil
        }
        return ListeningPort(
          target: range, transport: sides.count == 2 ? sides[1].lowercased() : "tcp",
          published: nil, hostAddress: nil, origin: .dockerfile,
          evidence: Evidence(file: dockerfile.file, line: instruction.line))
      }
    }
  }

  /// `VOLUME /data` or `VOLUME ["/data"]`.
  var volumes: [InventoriedVolume] {
    chain.flatMap(\.instructions).filter { $0.keyword == "VOLUME" }.flatMap { instruction in
      Self.words(instruction).words.map {
        InventoriedVolume(
          kind: .anonymous, source: nil, target: $0, isReadOnly: false, isFile: false,
          isSource: false, evidence: Evidence(file: dockerfile.file, line: instruction.line))
      }
    }
  }
}
