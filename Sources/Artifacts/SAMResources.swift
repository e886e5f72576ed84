import Documents

/// What stands beside functions: logs, security groups, queues, schedules, alarms.
extension SAMTemplate {
  mutating func addLogs(_ name: String) {
    resources.append(
      (
        "\(name)Logs",
        .mapping([
          ("Type", .text("AWS::Logs::LogGroup")), ("DeletionPolicy", .text("Delete")),
          ("UpdateReplacePolicy", .text("Delete")),
          ("Properties", .mapping([("RetentionInDays", .number(30))])),
        ])
      ))
  }

  mutating func addNetworkParameters() {
    guard deployment.functions.contains(where: deployment.isInNetwork) else { return }
    parameters += [
      ("VpcId", parameter("AWS::EC2::VPC::Id", "The network from which what stays is reached")),
      (
        "PrivateSubnetIds",
        parameter("List<AWS::EC2::Subnet::Id>", "Private subnets of that network, two at least")
      ),
    ]
    if deployment.functions.contains(where: { !$0.peers.isEmpty }) {
      parameters.append(
        (
          "StayingCidr",
          parameter(
            "String", "The addresses of the machines on which what stays runs, as 10.0.1.0/24")
        ))
    }
    if deployment.functions.contains(where: { !deployment.inside($0.callees).isEmpty }) {
      parameters.append(
        ("VpcCidr", parameter("String", "The addresses of that network, as 10.0.0.0/16")))
    }
  }

  mutating func addSecurityGroup(_ unit: FunctionUnit, _ name: String) {
    var rules = PortRange.needed(for: unit.peers).map {
      rule($0, ref("StayingCidr"), "to what stays")
    }
    rules += PortRange.needed(for: deployment.inside(unit.callees)).map {
      rule($0, ref("VpcCidr"), "to what moves into the network too")
    }
    rules.append(
      rule(PortRange(443), .text("0.0.0.0/0"), "to services of AWS, by endpoints or NAT"))
    resources.append(
      (
        "\(name)SecurityGroup",
        .mapping([
          ("Type", .text("AWS::EC2::SecurityGroup")),
          (
            "Properties",
            .mapping([
              ("GroupDescription", .text("What \(names.plain[unit.name] ?? "") may reach")),
              ("VpcId", ref("VpcId")), ("SecurityGroupEgress", .list(rules)),
            ])
          ),
        ])
      ))
  }

  func rule(_ ports: PortRange, _ addresses: Node, _ description: String) -> Node {
    .mapping([
      ("IpProtocol", .text("tcp")), ("FromPort", .number(ports.first)),
      ("ToPort", .number(ports.last)),
      ("CidrIp", addresses), ("Description", .text(description)),
    ])
  }

  mutating func addQueue(_ unit: FunctionUnit, _ name: String) {
    resources += [
      (
        "\(name)DeadLetters",
        .mapping([
          ("Type", .text("AWS::SQS::Queue")), ("DeletionPolicy", .text("Retain")),
          ("UpdateReplacePolicy", .text("Retain")),
          ("Properties", .mapping([("MessageRetentionPeriod", .number(1_209_600))])),
        ])
      ),
      (
        "\(name)Queue",
        .mapping([
          ("Type", .text("AWS::SQS::Queue")), ("DeletionPolicy", .text("Retain")),
          ("UpdateReplacePolicy", .text("Retain")),
          (
            "Properties",
            .mapping([
              ("VisibilityTimeout", .number(unit.timeout * 6)),
              (
                "RedrivePolicy",
                .mapping([
                  ("deadLetterTargetArn", attribute("\(name)DeadLetters", "Arn")),
                  ("maxReceiveCount", .number(5)),
                ])
              ),
            ])
          ),
        ])
      ),
    ]
    outputs.append(
      (
        "\(name)QueueUrl",
        .mapping([
          ("Description", .text("Where work for \(names.plain[unit.name] ?? "") is put")),
          ("Value", ref("\(name)Queue")),
        ])
      ))
  }

  mutating func addSchedule(_ unit: FunctionUnit, _ name: String) {
    parameters += [
      (
        "\(name)Schedule",
        parameter("String", "When it runs, as rate(1 hour) or cron(0 3 * * ? *)")
      ),
      (
        "\(name)Timezone",
        .mapping([
          ("Type", .text("String")), ("Default", .text("UTC")),
          ("Description", .text("The time zone of the schedule")),
        ])
      ),
    ]
  }

  mutating func addAlarms(_ name: String) {
    for metric in ["Errors", "Throttles"] {
      resources.append(
        (
          "\(name)\(metric)Alarm",
          .mapping([
            ("Type", .text("AWS::CloudWatch::Alarm")),
            (
              "Properties",
              .mapping([
                ("Namespace", .text("AWS/Lambda")), ("MetricName", .text(metric)),
                (
                  "Dimensions",
                  .list([
                    .mapping([("Name", .text("FunctionName")), ("Value", ref("\(name)Function"))])
                  ])
                ),
                ("Statistic", .text("Sum")), ("Period", .number(60)),
                ("EvaluationPeriods", .number(5)), ("Threshold", .number(0)),
                ("ComparisonOperator", .text("GreaterThanThreshold")),
                ("TreatMissingData", .text("notBreaching")),
              ])
            ),
          ])
        ))
    }
  }
}
