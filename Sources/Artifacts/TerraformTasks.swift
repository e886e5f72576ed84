/// Containers on Fargate: a cluster, task definitions and services.
extension TerraformFile {
  mutating func addCluster() {
    hcl.block("data", ["aws_region", "current"]) { _ in }
    hcl.block("resource", ["aws_ecs_cluster", "containers"]) {
      $0.set("name", .text("containers"))
    }
    addRole(
      "containers__execution", for: "ecs-tasks.amazonaws.com",
      policies: ["AmazonECSTaskExecutionRolePolicy"])
  }

  mutating func add(_ unit: ContainerUnit) {
    let (name, label) = (name(unit.name), plain(unit.name))
    let image =
      unit.image.map { HCL.Value.text($0) }
      ?? variable("\(name)__image", "The image of \(label) in ECR, by digest")
    let plainEnvironment = unit.environment.filter { $0.value != .secret }
    let secrets = self.secrets(of: unit, name)
    let container = container(
      unit, name, image, environment(plainEnvironment, of: name, atLeast: 1), secrets)
    addSecurityGroup(
      unit.name, unit.peers, inside: deployment.inside(unit.callees),
      inbound: (unit.port.map { [$0] } ?? []) + deployment.calledPorts(of: unit),
      isCalledFromDocker: unit.isCalledFromDocker, toVolumes: !unit.volumes.isEmpty)
    let subnets = subnets()
    hcl.block("resource", ["aws_cloudwatch_log_group", name]) {
      $0.set("retention_in_days", .number(30))
    }
    let places = places(of: unit)
    hcl.block("resource", ["aws_ecs_task_definition", name]) { hcl in
      hcl.set("family", .text(label))
      hcl.set("requires_compatibilities", .list([.text("FARGATE")]))
      hcl.set("network_mode", .text("awsvpc"))
      hcl.set("cpu", .number(unit.milliVcpu * 1_024 / 1_000))
      hcl.set("memory", .number(unit.memory))
      hcl.set("execution_role_arn", .expression("aws_iam_role.containers__execution.arn"))
      hcl.set("container_definitions", .expression("jsonencode([local.\(name)__container])"))
      Self.addVolumes(at: places, &hcl)
    }
    hcl.block("locals") { hcl in
      hcl.set("\(name)__container", .map(container))
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

  /// Secrets by the ARNs that variables give, which the task reads itself, so that no value comes into
  /// the definition or the state.
  mutating func secrets(of unit: ContainerUnit, _ name: String) -> [(String, HCL.Value)] {
    let secrets = unit.environment.filter {
      $0.value == .secret && UnitNames.isVariable($0.name, atLeast: 1)
    }.map { entry in
      (
        entry.name,
        variable(
          "\(name)__\(entry.name.lowercased())__secret",
          "The ARN of the secret with the value of \(entry.name)")
      )
    }
    guard !secrets.isEmpty else { return [] }
    let references = secrets.map { entry -> String in
      if case .expression(let text) = entry.1 { return text }
      return "null"
    }
    hcl.block("resource", ["aws_iam_role_policy", "\(name)__secrets"]) { hcl in
      hcl.set("role", .expression("aws_iam_role.containers__execution.id"))
      hcl.set(
        "policy",
        .expression(
          "jsonencode({ Version = \"2012-10-17\", Statement = [{ Effect = \"Allow\", Action = "
            + "\"secretsmanager:GetSecretValue\", Resource = [\(references.joined(separator: ", "))] }] })"
        ))
    }
    return secrets
  }

  func container(
    _ unit: ContainerUnit, _ name: String, _ image: HCL.Value,
    _ environment: [(String, HCL.Value)], _ secrets: [(String, HCL.Value)]
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
    entries += mountPoints(of: unit)
    entries.append(
      (
        "environment",
        .list(environment.map { .map([("name", .text($0.0)), ("value", $0.1)]) })
      ))
    if !secrets.isEmpty {
      entries.append(
        (
          "secrets",
          .list(secrets.map { .map([("name", .text($0.0)), ("valueFrom", $0.1)]) })
        ))
    }
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
