/// The functions, and the containers on Fargate, as Terraform for the AWS provider, version 6
/// (https://registry.terraform.io/providers/hashicorp/aws).
struct TerraformFile {
  let deployment: Deployment
  let names: UnitNames
  var hcl = HCL()
  var variables: [String: String] = [:]

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

  mutating func write(_ tasks: [ContainerUnit]) {
    hcl.comment(
      "Made by costsim from the compose file; values that the files do not tell are variables.")
    hcl.block("terraform") { hcl in
      hcl.block("required_providers") { hcl in
        hcl.set("aws", .map([("source", .text("hashicorp/aws")), ("version", .text("~> 6.0"))]))
      }
    }
    for unit in deployment.functions { add(unit) }
    if deployment.functions.contains(where: { $0.trigger == .http && $0.isPublic }) { addEntry() }
    addVolumes(tasks)
    if !tasks.isEmpty
      || deployment.functions.contains(where: { !deployment.inside($0.callees).isEmpty })
    {
      addNetwork()
    }
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

  mutating func variable(_ name: String, _ description: String) -> HCL.Value {
    variables[name] = description
    return .expression("var.\(name)")
  }

  func name(_ service: String) -> String { names.underscored[service] ?? "service" }
  func plain(_ service: String) -> String { names.plain[service] ?? "service" }

  // MARK: Functions

  mutating func add(_ unit: FunctionUnit) {
    let (name, label) = (name(unit.name), plain(unit.name))
    let image = variable("\(name)__image", "The image of \(label) in ECR, by digest")
    let isShared =
      unit.trigger == .http && unit.isPublic
      && deployment.functions.count { $0.trigger == .http && $0.isPublic } > 1
    let environment =
      (isShared ? [("AWS_LWA_REMOVE_BASE_PATH", HCL.Value.text("/\(label)"))] : [])
      + environment(unit.environment, of: name, atLeast: 2)
    let isInNetwork = deployment.isInNetwork(unit)
    if isInNetwork {
      addSecurityGroup(unit.name, unit.peers, inside: deployment.inside(unit.callees))
    }
    addRole(unit)
    let network = isInNetwork ? subnets() : nil
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
    case .http: if unit.isPublic { addRoute(unit) } else { addSignedURL(unit) }
    case .queue: addQueue(unit)
    case .schedule, .deployment: addSchedule(unit)
    }
  }

  mutating func environment(
    _ environment: [UnitVariable], of name: String, atLeast count: Int
  ) -> [(String, HCL.Value)] {
    var seen: Set<String> = []
    var result: [(String, HCL.Value)] = []
    for entry in environment
    where UnitNames.isVariable(entry.name, atLeast: count) && seen.insert(entry.name).inserted {
      let key = "\(name)__\(entry.name.lowercased())"
      switch entry.value {
      case .literal(let text): result.append((entry.name, .text(text)))
      case .parameter:
        result.append((entry.name, variable(key, "The value of \(entry.name)")))
      case .secret:
        let secret = variable(
          "\(key)__secret", "The ARN of the secret with the value of \(entry.name)")
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

  mutating func addRole(_ unit: FunctionUnit) {
    let name = name(unit.name)
    var policies = ["AWSLambdaBasicExecutionRole"]
    if deployment.isInNetwork(unit) { policies.append("AWSLambdaVPCAccessExecutionRole") }
    if unit.trigger == .queue { policies.append("AWSLambdaSQSQueueExecutionRole") }
    addRole(name, for: "lambda.amazonaws.com", policies: policies)
  }

  mutating func addRole(_ name: String, for service: String, policies: [String]) {
    hcl.block("resource", ["aws_iam_role", name]) { hcl in
      hcl.set("name_prefix", .text("\(name.prefix(30))-"))
      hcl.set(
        "assume_role_policy",
        .expression(
          "jsonencode({ Version = \"2012-10-17\", Statement = [{ Effect = \"Allow\", Action = "
            + "\"sts:AssumeRole\", Principal = { Service = \(HCL.quoted(service)) } }] })"))
    }
    for policy in policies {
      hcl.block("resource", ["aws_iam_role_policy_attachment", "\(name)__\(policy.lowercased())"]) {
        hcl in
        hcl.set("role", .expression("aws_iam_role.\(name).name"))
        hcl.set(
          "policy_arn", .text("arn:aws:iam::aws:policy/service-role/\(policy)"))
      }
    }
  }
}
