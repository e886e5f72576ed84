/// What starts functions: an API, queues, schedules.
extension TerraformFile {
  mutating func addEntry() {
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

  mutating func addRoute(_ unit: FunctionUnit) {
    let name = name(unit.name)
    let path = plain(unit.name)
    let isOnly = deployment.functions.count { $0.trigger == .http && $0.isPublic } == 1
    hcl.block("resource", ["aws_apigatewayv2_integration", name]) { hcl in
      hcl.set("api_id", .expression("aws_apigatewayv2_api.entry.id"))
      hcl.set("integration_type", .text("AWS_PROXY"))
      hcl.set("integration_uri", .expression("aws_lambda_function.\(name).invoke_arn"))
      hcl.set("payload_format_version", .text("2.0"))
    }
    let routes =
      isOnly
      ? [(name, "$default")]
      : [(name, "ANY /\(path)"), ("\(name)__below", "ANY /\(path)/{proxy+}")]
    for (label, route) in routes {
      hcl.block("resource", ["aws_apigatewayv2_route", label]) { hcl in
        hcl.set("api_id", .expression("aws_apigatewayv2_api.entry.id"))
        hcl.set("route_key", .text(route))
        hcl.set(
          "target", .expression("\"integrations/${aws_apigatewayv2_integration.\(name).id}\""))
      }
    }
    hcl.block("resource", ["aws_lambda_permission", name]) { hcl in
      hcl.set("action", .text("lambda:InvokeFunction"))
      hcl.set("function_name", .expression("aws_lambda_function.\(name).function_name"))
      hcl.set("principal", .text("apigateway.amazonaws.com"))
      hcl.set("source_arn", .expression("\"${aws_apigatewayv2_api.entry.execution_arn}/*/*\""))
    }
  }

  /// For what no client outside reaches: callers sign their requests.
  mutating func addSignedURL(_ unit: FunctionUnit) {
    let name = name(unit.name)
    hcl.block("resource", ["aws_lambda_function_url", name]) { hcl in
      hcl.set("function_name", .expression("aws_lambda_function.\(name).function_name"))
      hcl.set("authorization_type", .text("AWS_IAM"))
    }
    hcl.block("output", ["\(name)__url"]) {
      $0.set("value", .expression("aws_lambda_function_url.\(name).function_url"))
    }
  }

  mutating func addQueue(_ unit: FunctionUnit) {
    let name = name(unit.name)
    hcl.block("resource", ["aws_sqs_queue", "\(name)__dead_letters"]) {
      $0.set("message_retention_seconds", .number(1_209_600))
    }
    hcl.block("resource", ["aws_sqs_queue", name]) { hcl in
      hcl.set("visibility_timeout_seconds", .number(unit.timeout * 6))
      hcl.set(
        "redrive_policy",
        .expression(
          "jsonencode({ deadLetterTargetArn = aws_sqs_queue.\(name)__dead_letters.arn, "
            + "maxReceiveCount = 5 })"))
    }
    hcl.block("resource", ["aws_lambda_event_source_mapping", name]) { hcl in
      hcl.set("event_source_arn", .expression("aws_sqs_queue.\(name).arn"))
      hcl.set("function_name", .expression("aws_lambda_function.\(name).arn"))
      hcl.set("function_response_types", .list([.text("ReportBatchItemFailures")]))
      hcl.block("scaling_config") {
        $0.set("maximum_concurrency", .number(unit.consumerConcurrency))
      }
    }
  }

  mutating func addSchedule(_ unit: FunctionUnit) {
    let name = name(unit.name)
    let expression = variable(
      "\(name)__schedule", "When \(plain(unit.name)) runs, as rate(1 hour) or cron(0 3 * * ? *)")
    addRole("\(name)__schedule", for: "scheduler.amazonaws.com", policies: [])
    hcl.block("resource", ["aws_iam_role_policy", "\(name)__schedule"]) { hcl in
      hcl.set("role", .expression("aws_iam_role.\(name)__schedule.id"))
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
        hcl.set("role_arn", .expression("aws_iam_role.\(name)__schedule.arn"))
      }
    }
  }
}
