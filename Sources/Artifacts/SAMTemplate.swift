import Documents

/// An AWS SAM template of the functions (AWS SAM specification,
/// https://github.com/aws/serverless-application-model).
struct SAMTemplate {
  let deployment: Deployment
  let names: UnitNames
  var parameters: [(String, Node?)] = []
  var resources: [(String, Node?)] = []
  var outputs: [(String, Node?)] = []

  /// The template; nil where nothing becomes a function.
  static func bytes(_ deployment: Deployment, _ names: UnitNames) -> [UInt8]? {
    guard !deployment.functions.isEmpty else { return nil }
    var template = SAMTemplate(deployment: deployment, names: names)
    return template.document()
  }

  private init(deployment: Deployment, names: UnitNames) {
    self.deployment = deployment
    self.names = names
  }

  mutating func document() -> [UInt8] {
    addNetworkParameters()
    for unit in deployment.functions { add(unit) }
    let root = Node.mapping([
      ("AWSTemplateFormatVersion", .text("2010-09-09")),
      ("Transform", .text("AWS::Serverless-2016-10-31")),
      (
        "Description",
        .text(
          "Functions of \(String(deployment.project.prefix(200)).replacing("{", with: "(")) "
            + "that were services in Docker")
      ),
      ("Parameters", parameters.isEmpty ? nil : .mapping(parameters)),
      ("Resources", .mapping(resources)),
      ("Outputs", outputs.isEmpty ? nil : .mapping(outputs)),
    ])
    return YAMLWriter.write(
      root,
      comments: [
        "Made by costsim from the compose file. Build and deploy it with:",
        "  sam build --template template.yaml && sam deploy --guided",
        "Values that the files do not tell are parameters.",
      ])
  }

  /// Whether one function alone answers requests, so that all paths are its own.
  var isOnlyServer: Bool {
    deployment.functions.count { $0.trigger == .http && $0.isPublic } == 1
  }

  // MARK: Functions

  mutating func add(_ unit: FunctionUnit) {
    guard let name = names.logical[unit.name], let plain = names.plain[unit.name] else { return }
    addLogs(name)
    if deployment.isInNetwork(unit) { addSecurityGroup(unit, name) }
    if unit.trigger == .queue { addQueue(unit, name) }
    if unit.trigger == .schedule || unit.trigger == .deployment { addSchedule(unit, name) }
    resources.append(
      (
        "\(name)Function",
        .mapping([
          ("Type", .text("AWS::Serverless::Function")),
          ("Properties", .mapping(properties(unit, name))),
          ("Metadata", metadata(unit, plain)),
        ])
      ))
    addAlarms(name)
    guard unit.trigger == .http else { return }
    guard unit.isPublic else {
      outputs.append(
        (
          "\(name)Url",
          .mapping([
            ("Description", .text("Where signed requests to \(plain) go")),
            ("Value", attribute("\(name)FunctionUrl", "FunctionUrl")),
          ])
        ))
      return
    }
    outputs.append(
      (
        "\(name)Url",
        .mapping([
          ("Description", .text("Where requests to \(plain) go")),
          (
            "Value",
            sub(
              "https://${ServerlessHttpApi}.execute-api.${AWS::Region}.amazonaws.com/"
                + (isOnlyServer ? "" : plain))
          ),
        ])
      ))
  }

  mutating func properties(_ unit: FunctionUnit, _ name: String) -> [(String, Node?)] {
    let variables = environment(unit, name)
    let isPrivate = deployment.isInNetwork(unit)
    return [
      ("PackageType", .text("Image")), ("Architectures", .list([.text("x86_64")])),
      ("MemorySize", .number(unit.memory)), ("Timeout", .number(unit.timeout)),
      (
        "Environment",
        variables.isEmpty ? nil : .mapping([("Variables", .mapping(variables))])
      ),
      ("ReservedConcurrentExecutions", unit.reservedConcurrency.map { .number($0) }),
      (
        "VpcConfig",
        isPrivate
          ? .mapping([
            ("SubnetIds", ref("PrivateSubnetIds")),
            ("SecurityGroupIds", .list([ref("\(name)SecurityGroup")])),
          ]) : nil
      ),
      ("LoggingConfig", .mapping([("LogGroup", ref("\(name)Logs"))])),
      (
        "FunctionUrlConfig",
        unit.trigger == .http && !unit.isPublic
          ? .mapping([("AuthType", .text("AWS_IAM"))]) : nil
      ),
      ("Events", events(unit, name)),
    ]
  }

  func events(_ unit: FunctionUnit, _ name: String) -> Node? {
    switch unit.trigger {
    case .http:
      guard unit.isPublic else { return nil }
      let plain = names.plain[unit.name] ?? ""
      let paths =
        isOnlyServer
        ? [("Http", nil as String?)] : [("Http", "/\(plain)"), ("HttpBelow", "/\(plain)/{proxy+}")]
      return .mapping(
        paths.map { key, path in
          (
            key,
            .mapping([
              ("Type", .text("HttpApi")),
              (
                "Properties",
                path.map { .mapping([("Path", .text($0)), ("Method", .text("ANY"))]) }
              ),
            ])
          )
        })
    case .queue:
      return .mapping([
        (
          "Queue",
          .mapping([
            ("Type", .text("SQS")),
            (
              "Properties",
              .mapping([
                ("Queue", attribute("\(name)Queue", "Arn")), ("BatchSize", .number(10)),
                ("FunctionResponseTypes", .list([.text("ReportBatchItemFailures")])),
                (
                  "ScalingConfig",
                  .mapping([("MaximumConcurrency", .number(unit.consumerConcurrency))])
                ),
              ])
            ),
          ])
        )
      ])
    case .schedule, .deployment:
      return .mapping([
        (
          "Schedule",
          .mapping([
            ("Type", .text("ScheduleV2")),
            (
              "Properties",
              .mapping([
                ("ScheduleExpression", ref("\(name)Schedule")),
                ("ScheduleExpressionTimezone", ref("\(name)Timezone")),
              ])
            ),
          ])
        )
      ])
    }
  }

  func metadata(_ unit: FunctionUnit, _ plain: String) -> Node {
    switch unit.source {
    case .dockerfile(_, _, let context, let artifacts):
      return .mapping([
        ("DockerContext", .text(context)),
        ("Dockerfile", .text("\(artifacts)/\(plain).lambda.Dockerfile")),
        ("DockerTag", .text(plain)),
      ])
    case .image:
      return .mapping([
        ("DockerContext", .text(".")), ("Dockerfile", .text("\(plain).lambda.Dockerfile")),
        ("DockerTag", .text(plain)),
      ])
    }
  }

  /// Variables of the function, with a parameter for each address and each secret.
  mutating func environment(
    _ unit: FunctionUnit, _ name: String
  ) -> [(String, Node?)] {
    var seen: Set<String> = []
    let base: [(String, Node?)] =
      unit.trigger == .http && unit.isPublic && !isOnlyServer
      ? [("AWS_LWA_REMOVE_BASE_PATH", .text("/\(names.plain[unit.name] ?? "")"))] : []
    return base
      + unit.environment.compactMap { variable in
        guard UnitNames.isVariable(variable.name, atLeast: 2), seen.insert(variable.name).inserted
        else {
          return nil
        }
        let key = "\(name)\(UnitNames.logical(variable.name))"
        switch variable.value {
        case .literal(let text): return (variable.name, literal(text))
        case .parameter:
          let key = add(key, parameter("String", "The value of \(variable.name)"))
          return (variable.name, ref(key))
        case .secret:
          let key = add(
            "\(key)SecretId",
            parameter("String", "The name or ARN of the secret with the value of \(variable.name)"))
          return (variable.name, sub("{{resolve:secretsmanager:${\(key)}}}"))
        }
      }
  }

  /// Adds a parameter; its name, with a number behind it where another has the same.
  mutating func add(_ key: String, _ node: Node) -> String {
    var name = key
    var number = 2
    while parameters.contains(where: { $0.0 == name }) {
      name = "\(key)\(number)"
      number += 1
    }
    parameters.append((name, node))
    return name
  }

  // MARK: Intrinsic functions

  func parameter(_ type: String, _ description: String) -> Node {
    .mapping([("Type", .text(type)), ("Description", .text(description))])
  }

  func ref(_ name: String) -> Node { .mapping([("Ref", .text(name))]) }

  func sub(_ text: String) -> Node { .mapping([("Fn::Sub", .text(text))]) }

  func attribute(_ resource: String, _ name: String) -> Node {
    .mapping([("Fn::GetAtt", .list([.text(resource), .text(name)]))])
  }

  /// Text that CloudFormation leaves as it is: `{{` would begin a dynamic reference, and `${` looks
  /// like a substitution that was forgotten.
  func literal(_ text: String) -> Node {
    guard text.contains("{{resolve:") || text.contains("${") else { return .text(text) }
    return .mapping([
      (
        "Fn::Join",
        .list([
          .text("{"),
          .list(
            text.split(separator: "{", omittingEmptySubsequences: false).map { .text(String($0)) }),
        ])
      )
    ])
  }
}
