/// The functions, and the containers on Fargate, as Terraform for the AWS provider, version 6
/// (https://registry.terraform.io/providers/hashicorp/aws).
struct TerraformFile {
  private let deployment: Deployment
  private let names: UnitNames
  private var hcl = HCL()
  private var variables: [String: String] = [:]

  /// The file; nil where nothing goes to AWS.
  static func bytes(_ deployment: Deployment, _ names: UnitNames) -> [UInt8]? {
    let tasks = deployment.containers.filter { $0.form == .ecsTask }
    guard !deployment.functions.isEmpty || !tasks.isEmpty else { return nil }
    var file = TerraformFile(deployment: deployment, names: names)
    file.write(tasks)
    return Array(file.hcl.text.utf8)
  }

  private init(deployment: Deployment, names: UnitNames) {
    self.deployment = deployment
    self.names = names
  }

  private mutating func write(_ tasks: [ContainerUnit]) {
    hcl.comment(
      "Made by costsim from the compose file; values that the files do not tell are variables.")
    hcl.block("terraform") { hcl in
      hcl.block("required_providers") { hcl in
        hcl.set("aws", .map([("source", .text("hashicorp/aws")), ("version", .text("~> 6.0"))]))
      }
    }
    for unit in deployment.functions { add(unit) }
    if deployment.functions.contains(where: { $0.trigger == .http }) { addEntry() }
    if !tasks.isEmpty { addCluster() }
    for unit in tasks { add(unit) }
    for (name, description) in variables.sorted(by: { $0.key < $1.key }) {
      let type = name == "private_subnet_ids" ? "list(string)" : "string"
      hcl.block("variable", [name]) { hcl in
        hcl.set("description", .text(description))
        hcl.set("type", .expression(type))
      }
    }
  }

  private mutating func variable(_ name: String, _ description: String) -> HCL.Value {
    variables[name] = description
    return .expression("var.\(name)")
  }

  private func name(_ service: String) -> String { names.underscored[service] ?? "service" }
  private func plain(_ service: String) -> String { names.plain[service] ?? "service" }

  // MARK: Functions

  private mutating func add(_ unit: FunctionUnit) {
    let (name, label) = (name(unit.name), plain(unit.name))
    let image = variable("\(name)_image", "The image of \(label) in ECR, by digest")
    let environment = environment(unit.environment, of: name, atLeast: 2)
    if !unit.peers.isEmpty { addSecurityGroup(unit.name, unit.peers, inbound: nil) }
    addRole(unit)
    let network = networkVariables(unit.peers)
    hcl.block("resource", ["aws_lambda_function", name]) { hcl in
      hcl.set("function_name", .text(label))
      hcl.set("package_type", .text("Image"))
      hcl.set("image_uri", image)
      hcl.set("role", .expression("aws_iam_role.\(name).arn"))
      hcl.set("architectures", .list([.text("x86_64")]))
      hcl.set("memory_size", .number(unit.memory))
      hcl.set("timeout", .number(unit.timeout))
      if let reserved = unit.reservedConcurrency {
        hcl.set("reserved_concurrent_executions", .number(reserved))
      }
      if !environment.isEmpty {
        hcl.block("environment") { $0.set("variables", .map(environment)) }
      }
      if let network {
        hcl.block("vpc_config") { hcl in
          hcl.set("subnet_ids", network)
          hcl.set(
            "security_group_ids", .list([.expression("aws_security_group.\(name).id")]))
        }
      }
    }
    switch unit.trigger {
    case .http: addRoute(unit)
    case .queue: addQueue(unit)
    case .schedule, .deployment: addSchedule(unit)
    }
  }

  private mutating func environment(
    _ environment: [UnitVariable], of name: String, atLeast count: Int
  ) -> [(String, HCL.Value)] {
    var seen: Set<String> = []
    var result: [(String, HCL.Value)] = []
    for entry in environment
    where UnitNames.isVariable(entry.name, atLeast: count) && seen.insert(entry.name).inserted {
      let key = "\(name)_\(entry.name.lowercased())"
      switch entry.value {
      case .literal(let text): result.append((entry.name, .text(text)))
      case .parameter:
        result.append((entry.name, variable(key, "The value of \(entry.name)")))
      case .secret:
        let secret = variable(
          "\(key)_secret", "The ARN of the secret with the value of \(entry.name)")
        hcl.block("data", ["aws_secretsmanager_secret_version", key]) {
          $0.set("secret_id", secret)
        }
        result.append(
          (
            entry.name,
            .expression("data.aws_secretsmanager_secret_version.\(key).secret_string")
          ))
      }
    }
    return result
  }

  private mutating func addRole(_ unit: FunctionUnit) {
    let name = name(unit.name)
    var policies = ["AWSLambdaBasicExecutionRole"]
    if !unit.peers.isEmpty { policies.append("AWSLambdaVPCAccessExecutionRole") }
    if unit.trigger == .queue { policies.append("AWSLambdaSQSQueueExecutionRole") }
    addRole(name, for: "lambda.amazonaws.com", policies: policies)
  }

  private mutating func addRole(_ name: String, for service: String, policies: [String]) {
    hcl.block("resource", ["aws_iam_role", name]) { hcl in
      hcl.set("name_prefix", .text("\(name.prefix(30))-"))
      hcl.set(
        "assume_role_policy",
        .expression(
          "jsonencode({ Version = \"2012-10-17\", Statement = [{ Effect = \"Allow\", Action = "
            + "\"sts:AssumeRole\", Principal = { Service = \(HCL.quoted(service)) } }] })"))
    }
    for policy in policies {
      hcl.block("resource", ["aws_iam_role_policy_attachment", "\(name)_\(policy.lowercased())"]) {
        hcl in
        hcl.set("role", .expression("aws_iam_role.\(name).name"))
        hcl.set(
          "policy_arn", .text("arn:aws:iam::aws:policy/service-role/\(policy)"))
      }
    }
  }

  private mutating func networkVariables(_ peers: [Peer]) -> HCL.Value? {
    guard !peers.isEmpty else { return nil }
    return variable(
      "private_subnet_ids", "Private subnets from which what stays is reached, two at least")
  }

  /// - Parameter inbound: the port that it answers on itself; nil where it has none.
  private mutating func addSecurityGroup(_ service: String, _ peers: [Peer], inbound: Int?) {
    let vpc = variable("vpc_id", "The network from which what stays is reached")
    let staying =
      peers.isEmpty
      ? nil
      : variable("staying_cidr", "The addresses of the machines on which what stays runs")
    let (group, label) = (name(service), plain(service))
    hcl.block("resource", ["aws_security_group", group]) { hcl in
      hcl.set("name_prefix", .text("\(label.prefix(50))-"))
      hcl.set("description", .text("What \(label) may reach"))
      hcl.set("vpc_id", vpc)
      for port in Set(peers.compactMap(\.port)).sorted() {
        Self.rule("egress", port, staying ?? .text("127.0.0.1/32"), &hcl)
      }
      Self.rule("egress", 443, .text("0.0.0.0/0"), &hcl)
      if let inbound {
        Self.rule("ingress", inbound, .expression("data.aws_vpc.network.cidr_block"), &hcl)
      }
    }
  }

  private static func rule(
    _ kind: String, _ port: Int, _ addresses: HCL.Value, _ hcl: inout HCL
  ) {
    hcl.block(kind) { hcl in
      hcl.set("protocol", .text("tcp"))
      hcl.set("from_port", .number(port))
      hcl.set("to_port", .number(port))
      hcl.set("cidr_blocks", .list([addresses]))
    }
  }

  // MARK: Triggers

  private mutating func addEntry() {
    hcl.block("resource", ["aws_apigatewayv2_api", "entry"]) { hcl in
      hcl.set("name", .text("entry"))
      hcl.set("protocol_type", .text("HTTP"))
    }
    hcl.block("resource", ["aws_apigatewayv2_stage", "entry"]) { hcl in
      hcl.set("api_id", .expression("aws_apigatewayv2_api.entry.id"))
      hcl.set("name", .text("$default"))
      hcl.set("auto_deploy", .flag(true))
    }
    hcl.block("output", ["entry_url"]) {
      $0.set("value", .expression("aws_apigatewayv2_api.entry.api_endpoint"))
    }
  }

  private mutating func addRoute(_ unit: FunctionUnit) {
    let name = name(unit.name)
    let path = plain(unit.name)
    let isOnly = deployment.functions.count { $0.trigger == .http } == 1
    hcl.block("resource", ["aws_apigatewayv2_integration", name]) { hcl in
      hcl.set("api_id", .expression("aws_apigatewayv2_api.entry.id"))
      hcl.set("integration_type", .text("AWS_PROXY"))
      hcl.set("integration_uri", .expression("aws_lambda_function.\(name).invoke_arn"))
      hcl.set("payload_format_version", .text("2.0"))
    }
    hcl.block("resource", ["aws_apigatewayv2_route", name]) { hcl in
      hcl.set("api_id", .expression("aws_apigatewayv2_api.entry.id"))
      hcl.set("route_key", .text(isOnly ? "$default" : "ANY /\(path)/{proxy+}"))
      hcl.set("target", .expression("\"integrations/${aws_apigatewayv2_integration.\(name).id}\""))
    }
    hcl.block("resource", ["aws_lambda_permission", name]) { hcl in
      hcl.set("action", .text("lambda:InvokeFunction"))
      hcl.set("function_name", .expression("aws_lambda_function.\(name).function_name"))
      hcl.set("principal", .text("apigateway.amazonaws.com"))
      hcl.set("source_arn", .expression("\"${aws_apigatewayv2_api.entry.execution_arn}/*/*\""))
    }
  }

  private mutating func addQueue(_ unit: FunctionUnit) {
    let name = name(unit.name)
    hcl.block("resource", ["aws_sqs_queue", "\(name)_dead_letters"]) {
      $0.set("message_retention_seconds", .number(1_209_600))
    }
    hcl.block("resource", ["aws_sqs_queue", name]) { hcl in
      hcl.set("visibility_timeout_seconds", .number(unit.timeout * 6))
      hcl.set(
        "redrive_policy",
        .expression(
          "jsonencode({ deadLetterTargetArn = aws_sqs_queue.\(name)_dead_letters.arn, "
            + "maxReceiveCount = 5 })"))
    }
    hcl.block("resource", ["aws_lambda_event_source_mapping", name]) { hcl in
      hcl.set("event_source_arn", .expression("aws_sqs_queue.\(name).arn"))
      hcl.set("function_name", .expression("aws_lambda_function.\(name).arn"))
      hcl.set("function_response_types", .list([.text("ReportBatchItemFailures")]))
      hcl.block("scaling_config") { $0.set("maximum_concurrency", .number(10)) }
    }
  }

  private mutating func addSchedule(_ unit: FunctionUnit) {
    let name = name(unit.name)
    let expression = variable(
      "\(name)_schedule", "When \(plain(unit.name)) runs, as rate(1 hour) or cron(0 3 * * ? *)")
    addRole("\(name)_schedule", for: "scheduler.amazonaws.com", policies: [])
    hcl.block("resource", ["aws_iam_role_policy", "\(name)_schedule"]) { hcl in
      hcl.set("role", .expression("aws_iam_role.\(name)_schedule.id"))
      hcl.set(
        "policy",
        .expression(
          "jsonencode({ Version = \"2012-10-17\", Statement = [{ Effect = \"Allow\", Action = "
            + "\"lambda:InvokeFunction\", Resource = aws_lambda_function.\(name).arn }] })"))
    }
    hcl.block("resource", ["aws_scheduler_schedule", name]) { hcl in
      hcl.set("schedule_expression", expression)
      hcl.block("flexible_time_window") { $0.set("mode", .text("OFF")) }
      hcl.block("target") { hcl in
        hcl.set("arn", .expression("aws_lambda_function.\(name).arn"))
        hcl.set("role_arn", .expression("aws_iam_role.\(name)_schedule.arn"))
      }
    }
  }

  // MARK: Fargate

  private mutating func addCluster() {
    let vpc = variable("vpc_id", "The network from which what stays is reached")
    hcl.block("data", ["aws_vpc", "network"]) { $0.set("id", vpc) }
    hcl.block("data", ["aws_region", "current"]) { _ in }
    hcl.block("resource", ["aws_ecs_cluster", "containers"]) {
      $0.set("name", .text("containers"))
    }
    addRole(
      "task_execution", for: "ecs-tasks.amazonaws.com",
      policies: ["AmazonECSTaskExecutionRolePolicy"])
  }

  private mutating func add(_ unit: ContainerUnit) {
    let (name, label) = (name(unit.name), plain(unit.name))
    let image =
      unit.image.map { HCL.Value.text($0) }
      ?? variable("\(name)_image", "The image of \(label) in ECR, by digest")
    let container = container(
      unit, name, image, environment(unit.environment, of: name, atLeast: 1))
    addSecurityGroup(unit.name, unit.peers, inbound: unit.port)
    let subnets = variable(
      "private_subnet_ids", "Private subnets from which what stays is reached, two at least")
    hcl.block("resource", ["aws_cloudwatch_log_group", name]) {
      $0.set("retention_in_days", .number(30))
    }
    hcl.block("resource", ["aws_ecs_task_definition", name]) { hcl in
      hcl.set("family", .text(label))
      hcl.set("requires_compatibilities", .list([.text("FARGATE")]))
      hcl.set("network_mode", .text("awsvpc"))
      hcl.set("cpu", .number(unit.milliVcpu * 1_024 / 1_000))
      hcl.set("memory", .number(unit.memory))
      hcl.set("execution_role_arn", .expression("aws_iam_role.task_execution.arn"))
      hcl.set("container_definitions", .expression("jsonencode([local.\(name)_container])"))
    }
    hcl.block("locals") { hcl in
      hcl.set("\(name)_container", .map(container))
    }
    // What runs once or by the clock is started as a task, not kept running as a service.
    guard unit.trigger == .http || unit.trigger == .queue else { return }
    hcl.block("resource", ["aws_ecs_service", name]) { hcl in
      hcl.set("name", .text(label))
      hcl.set("cluster", .expression("aws_ecs_cluster.containers.id"))
      hcl.set("task_definition", .expression("aws_ecs_task_definition.\(name).arn"))
      hcl.set("launch_type", .text("FARGATE"))
      hcl.set("desired_count", .number(1))
      hcl.block("network_configuration") { hcl in
        hcl.set("subnets", subnets)
        hcl.set("security_groups", .list([.expression("aws_security_group.\(name).id")]))
      }
    }
  }

  private func container(
    _ unit: ContainerUnit, _ name: String, _ image: HCL.Value,
    _ environment: [(String, HCL.Value)]
  ) -> [(String, HCL.Value)] {
    var entries: [(String, HCL.Value)] = [
      ("name", .text(plain(unit.name))), ("image", image), ("essential", .flag(true)),
    ]
    if let port = unit.port {
      entries.append(("portMappings", .list([.map([("containerPort", .number(port))])])))
    }
    if let entrypoint = unit.entrypoint {
      entries.append(("entryPoint", .list(entrypoint.map { .text($0) })))
    }
    if let command = unit.command {
      entries.append(("command", .list(command.map { .text($0) })))
    }
    entries.append(
      (
        "environment",
        .list(environment.map { .map([("name", .text($0.0)), ("value", $0.1)]) })
      ))
    entries.append(
      (
        "logConfiguration",
        .map([
          ("logDriver", .text("awslogs")),
          (
            "options",
            .map([
              ("awslogs-group", .expression("aws_cloudwatch_log_group.\(name).name")),
              ("awslogs-region", .expression("data.aws_region.current.region")),
              ("awslogs-stream-prefix", .text("task")),
            ])
          ),
        ])
      ))
    return entries
  }
}
