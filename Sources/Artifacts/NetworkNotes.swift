import Rendering
import Units

/// What the two halves may do and reach, for whoever reviews it.
struct NetworkNotes {
  let deployment: Deployment
  let names: UnitNames

  var report: Report {
    let sections: [(heading: String, block: Block?)] = [
      ("From what moves to what stays", Self.filled(paths)),
      ("Between what moves, within the network", Self.filled(within)),
      ("Rights of the functions", Self.filled(rights)), ("Reached from inside alone", inside),
      ("Volumes and mounted files", Self.filled(volumes)),
      (
        "What is not written, and why",
        Self.filled(deployment.omitted.map { "\($0.service): \($0.reason)" })
      ), ("Secrets to be made", Self.filled(secrets)),
      ("Secrets that are files today", Self.filled(deployment.unmountedSecrets.map(Self.text))),
      ("To be decided", .list(open)),
    ]
    let start = Block.paragraph(
      "What moves reaches what stays by private addresses alone. Rights and rules are the least "
        + "that the files ask for; template.yaml and main.tf hold them.")
    return Report(
      [start]
        + sections.flatMap { heading, block in block.map { [.heading(heading), $0] } ?? [] })
  }

  private static func filled(_ table: Table) -> Block? { table.rows.isEmpty ? nil : .table(table) }

  private static func filled(_ list: [String]) -> Block? { list.isEmpty ? nil : .list(list) }

  private var inside: Block? {
    let names = deployment.functions.filter { $0.trigger == .http && !$0.isPublic }.map(\.name)
    guard !names.isEmpty else { return nil }
    return .paragraph(
      "\(names.joined(separator: ", ")): no client outside reaches these today, so they have no "
        + "public route. Their URLs take signed requests (AWS_IAM): give each caller "
        + "lambda:InvokeFunctionUrl on them and let it sign, or put an internal load balancer "
        + "before them.")
  }

  private var volumes: [String] {
    deployment.containers.flatMap { unit in
      unit.volumes.map {
        "\(unit.name): \($0.target) (\($0.name)) is kept on the file system of main.tf; copy what is "
          + "there today"
      }
    }
      + deployment.mountedFiles.map {
        "\($0.service): \($0.target) (\($0.source)) is not carried: copy it into the image"
      }
  }

  private static func text(_ secret: UnmountedSecret) -> String {
    let named =
      secret.namedBy.isEmpty ? "" : " (\(secret.namedBy.joined(separator: ", ")) names it)"
    return "\(secret.service): \(secret.path)\(named) is not there, because nothing mounts it. "
      + (secret.variable.map {
        "Its value is in the variable \($0): let the program read that, or write the file before it "
          + "starts."
      } ?? "Copy it into a secret, and let the program read that.")
  }

  private var open: [String] {
    let isPublic = deployment.functions.filter { $0.trigger == .http && $0.isPublic }.map(\.name)
    let network =
      deployment.functions.isEmpty
      ? []
      : [
        "How the network of the functions reaches the machines with Docker: in the same VPC, by "
          + "peering, or by a VPN.",
        "Endpoints or a NAT gateway: functions in a private network reach services of AWS and the "
          + "internet by neither without one. Gateway endpoints for S3 and DynamoDB cost nothing.",
      ]
    let callers =
      isPublic.isEmpty
      ? []
      : [
        "Who may call \(isPublic.joined(separator: ", ")): the entry that is generated for what is "
          + "public asks for no authorisation. Add an authoriser before traffic comes; where an answer "
          + "takes longer than 30 s, a function URL waits longer than an HTTP API."
      ]
    return network
      + [
        "Names: give each service that stays a private DNS name, and use it as the parameter."
      ] + callers
      + ["TLS or mutual authentication between the halves, and who rotates certificates."]
  }

  private var paths: Table {
    Table(
      columns: [Column("from"), Column("to"), Column("port", .right), Column("rule")],
      rows: deployment.peers.flatMap { peer in
        peer.callers.map { caller in
          [
            .text(caller), .text(peer.name), peer.port.map { .number(String($0)) } ?? .missing,
            .text(
              "security group of \(names.plain[caller] ?? caller), outbound; machines of Docker, inbound"
            ),
          ]
        }
      })
  }

  private var within: Table {
    let units =
      deployment.functions.map { ($0.name, $0.callees) }
      + deployment.containers.map { ($0.name, $0.callees) }
    return Table(
      columns: [Column("from"), Column("to"), Column("port", .right), Column("rule")],
      rows: units.flatMap { caller, callees in
        deployment.inside(callees).map { callee in
          [
            .text(caller), .text(callee.name),
            callee.port.map { .number(String($0)) } ?? .missing,
            .text("security group of \(names.plain[caller] ?? caller), outbound"),
          ]
        }
      })
  }

  private var rights: Table {
    Table(
      columns: [Column("function"), Column("may"), Column("because")],
      rows: deployment.functions.flatMap { unit -> [[Cell]] in
        var rows: [[Cell]] = [[.text(unit.name), .text("write its log"), .text("every function")]]
        if deployment.isInNetwork(unit) {
          let called = (unit.peers + deployment.inside(unit.callees)).map(\.name).uniqued()
          rows.append([
            .text(unit.name), .text("attach network interfaces"),
            .text("it calls \(called.joined(separator: ", "))"),
          ])
        }
        if unit.trigger == .queue {
          rows.append([
            .text(unit.name), .text("receive and delete messages of its queue"),
            .text("it is a consumer"),
          ])
        }
        return rows
      })
  }

  private var secrets: [String] {
    let units =
      deployment.functions.map { ($0.name, $0.environment) }
      + deployment.containers.map { ($0.name, $0.environment) }
    return units.flatMap { name, environment in
      environment.filter { $0.value == .secret }.map { "\(name): \($0.name)" }
    }
      + deployment.containers.flatMap { unit in
        unit.secretFiles.map { "\(unit.name): \($0.name), mounted as \($0.path)" }
      }
  }
}
