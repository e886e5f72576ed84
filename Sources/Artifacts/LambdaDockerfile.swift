import Documents

/// A Dockerfile for Lambda beside the one that a service has.
struct LambdaDockerfile {
  /// The adapter's image (https://github.com/aws/aws-lambda-web-adapter, version 1.0.0, seen
  /// 2026-11-24).
  static let adapter = "public.ecr.aws/awsguru/aws-lambda-adapter:1.0.0"

  let unit: FunctionUnit

  /// The original instructions as they are, then what Lambda needs.
  var text: String {
    var lines: [String]
    switch unit.source {
    case .dockerfile(let text, let stage, _, _):
      lines = [Self.complete(text), ""]
      if let stage { lines += ["FROM \(stage)"] }
    case .image(let image): lines = ["FROM \(image)"]
    }
    guard !unit.isReady else { return lines.joined(separator: "\n") + "\n" }
    lines += unit.trigger == .http ? serverLines : workerLines
    return lines.joined(separator: "\n") + "\n"
  }

  private var serverLines: [String] {
    [
      "# For Lambda: the server above answers invocations through the Lambda Web Adapter, which waits",
      "# for its port on each cold start. Outside Lambda the adapter does nothing.",
      "COPY --from=\(Self.adapter) /lambda-adapter /opt/extensions/lambda-adapter",
      "ENV AWS_LWA_PORT=\(unit.port ?? 8080) AWS_LWA_READINESS_CHECK_PROTOCOL=tcp",
    ] + processLines
  }

  /// What compose starts in the place of the image's own process.
  private var processLines: [String] {
    // An entrypoint of compose takes the image's command away.
    let command = unit.command ?? (unit.entrypoint == nil ? nil : [])
    return [("ENTRYPOINT", unit.entrypoint), ("CMD", command)].compactMap { keyword, words in
      words.map { "\(keyword) \(Self.json($0))" }
    }
  }

  /// The runtime interface clients of Lambda (AWS Lambda documentation, "Create a Lambda function
  /// using a container image").
  private var workerLines: [String] {
    let head = [
      "# For Lambda: no server here, so the runtime interface client calls a handler. Write one whose",
      "# body is that of the loop, and name it in CMD.",
    ]
    switch unit.language {
    case "python":
      return head + [
        "RUN pip install --no-cache-dir awslambdaric",
        "ENTRYPOINT [\"python\", \"-m\", \"awslambdaric\"]", "CMD [\"handler.handler\"]",
      ]
    case "javascript":
      return head + [
        "RUN npm install aws-lambda-ric", "ENTRYPOINT [\"npx\", \"aws-lambda-ric\"]",
        "CMD [\"handler.handler\"]",
      ]
    case "ruby":
      return head + [
        "RUN gem install aws_lambda_ric", "ENTRYPOINT [\"aws_lambda_ric\"]",
        "CMD [\"handler.Handler.process\"]",
      ]
    default:
      return [
        "# For Lambda: add the runtime interface client of the language, and a handler whose body is",
        "# that of the loop: https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
        "CMD [\"handler\"]",
      ]
    }
  }

  /// The text without what would take the lines behind it for its own: a backslash at its end.
  private static func complete(_ text: String) -> String {
    var rest = text[...]
    while let last = rest.last, last.isWhitespace || last == "\\" { rest.removeLast() }
    return String(rest)
  }

  private static func json(_ words: [String]) -> String {
    var writer = JSONWriter()
    writer.array { writer in
      for word in words { writer.value(.text(word)) }
    }
    let lines = String(decoding: writer.bytes, as: UTF8.self).split(separator: "\n")
    return lines.map { $0.drop { $0 == " " } }.joined(separator: " ")
  }
}
