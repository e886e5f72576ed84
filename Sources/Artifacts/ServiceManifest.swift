import Documents

/// Manifests of containers on Kubernetes and Cloud Run: servers as Services of Knative, which both
/// know (https://knative.dev/docs/serving/reference/serving-api/), consumers as what runs all the
/// time, jobs as jobs (https://cloud.google.com/run/docs/reference/yaml/v1).
struct ServiceManifest {
  let unit: ContainerUnit
  let name: String

  var isCloudRun: Bool { unit.form == .cloudRunService }

  /// The file's name and its bytes.
  var file: (path: String, bytes: [UInt8]) {
    let path = "\(name).\(isCloudRun ? "cloud-run" : "knative").yaml"
    return (
      path,
      YAMLWriter.write(
        document,
        comments: [
          "Made by costsim from the compose file. Replace what is in capitals, then:",
          "  \(isCloudRun ? cloudRunCommand : "kubectl apply -f") \(path)",
        ])
    )
  }

  private var cloudRunCommand: String {
    switch unit.trigger {
    case .http: return "gcloud run services replace"
    case .queue: return "gcloud run worker-pools replace"
    case .schedule, .deployment: return "gcloud run jobs replace"
    }
  }

  private var document: Node {
    switch (unit.trigger, isCloudRun) {
    case (.http, _):
      return object("serving.knative.dev/v1", "Service", server, unit.isPublic ? [] : inside)
    case (.queue, true): return object("run.googleapis.com/v1", "WorkerPool", template)
    case (.queue, false): return object("apps/v1", "Deployment", deployment)
    case (_, true):
      return object(
        "run.googleapis.com/v1", "Job", .mapping([("template", .mapping([("spec", template)]))]))
    case (.schedule, false):
      return object(
        "batch/v1", "CronJob",
        .mapping([("schedule", .text("SCHEDULE")), ("jobTemplate", .mapping([("spec", job)]))]))
    case (_, false): return object("batch/v1", "Job", job)
    }
  }

  private func object(
    _ version: String, _ kind: String, _ spec: Node, _ metadata: [(String, Node?)] = []
  ) -> Node {
    .mapping([
      ("apiVersion", .text(version)), ("kind", .text(kind)),
      ("metadata", .mapping([("name", .text(name))] + metadata)), ("spec", spec),
    ])
  }

  /// What keeps a service from clients outside (Knative, "Configuring private services"; Cloud Run,
  /// "Restrict network ingress").
  private var inside: [(String, Node?)] {
    isCloudRun
      ? [("annotations", .mapping([("run.googleapis.com/ingress", .text("internal"))]))]
      : [("labels", .mapping([("networking.knative.dev/visibility", .text("cluster-local"))]))]
  }

  private var template: Node {
    .mapping([
      ("template", .mapping([("spec", .mapping(pod))]))
    ])
  }

  private var job: Node {
    .mapping([
      (
        "template",
        .mapping([
          ("metadata", .mapping([("labels", .mapping([("app", .text(name))]))])),
          (
            "spec",
            .mapping([("restartPolicy", .text("Never"))] + pod)
          ),
        ])
      )
    ])
  }

  private var deployment: Node {
    let labels = Node.mapping([("app", .text(name))])
    return .mapping([
      ("replicas", .number(1)), ("selector", .mapping([("matchLabels", labels)])),
      (
        "template",
        .mapping([
          ("metadata", .mapping([("labels", labels)])),
          ("spec", .mapping(pod)),
        ])
      ),
    ])
  }

  private var server: Node {
    .mapping([
      (
        "template",
        .mapping([
          (
            "metadata",
            .mapping([("annotations", .mapping(annotations(isCloudRun: isCloudRun)))])
          ),
          (
            "spec",
            .mapping(
              [
                ("containerConcurrency", .number(10)), ("timeoutSeconds", .number(300)),
              ] + pod)
          ),
        ])
      )
    ])
  }

  private func annotations(isCloudRun: Bool) -> [(String, Node?)] {
    let scale: [(String, Node?)] = [
      ("autoscaling.knative.dev/\(isCloudRun ? "minScale" : "min-scale")", .text("0")),
      ("autoscaling.knative.dev/\(isCloudRun ? "maxScale" : "max-scale")", .text("10")),
    ]
    guard isCloudRun, !unit.peers.isEmpty else { return scale }
    return scale + [
      (
        "run.googleapis.com/network-interfaces",
        .text("[{\"network\":\"NETWORK\",\"subnetwork\":\"SUBNETWORK\"}]")
      ),
      ("run.googleapis.com/vpc-access-egress", .text("private-ranges-only")),
    ]
  }

  private var pod: [(String, Node?)] {
    [("containers", .list([container])), ("volumes", secretVolumes)]
  }

  private var container: Node {
    .mapping([
      ("image", .text(unit.image ?? "REGISTRY/\(name)@DIGEST")),
      ("command", unit.entrypoint.map { .list($0.map { .text(literal($0)) }) }),
      ("args", unit.command.map { .list($0.map { .text(literal($0)) }) }),
      ("ports", unit.port.map { .list([port($0)]) }),
      (
        "resources",
        .mapping([
          (
            "limits",
            .mapping([
              ("cpu", .text("\(unit.milliVcpu)m")), ("memory", .text("\(unit.memory)Mi")),
            ])
          )
        ])
      ),
      ("env", unit.environment.isEmpty ? nil : .list(unit.environment.map(variable))),
      ("volumeMounts", secretMounts),
    ])
  }

  /// A port; by its name `h2c` requests come as HTTP/2 without TLS (Knative, "Runtime contract";
  /// https://cloud.google.com/run/docs/configuring/http2, both seen 2026-11-27).
  private func port(_ number: Int) -> Node {
    let isHTTP2 = unit.isGRPC && unit.trigger == .http
    return .mapping([
      ("name", isHTTP2 ? .text("h2c") : nil), ("containerPort", .number(number)),
    ])
  }

  /// Text in which Kubernetes replaces nothing: `$(NAME)` would be a variable.
  private func literal(_ text: String) -> String {
    isCloudRun ? text : text.replacing("$(", with: "$$(")
  }

  private func variable(_ variable: UnitVariable) -> Node {
    switch variable.value {
    case .literal(let text):
      return .mapping([("name", .text(variable.name)), ("value", .text(literal(text)))])
    case .parameter:
      return .mapping([
        ("name", .text(variable.name)), ("value", .text("VALUE_OF_\(variable.name)")),
      ])
    case .secret:
      return .mapping([
        ("name", .text(variable.name)),
        (
          "valueFrom",
          .mapping([
            (
              "secretKeyRef",
              .mapping([
                ("name", .text(secretName(variable.name))), ("key", .text(secretKey)),
              ])
            )
          ])
        ),
      ])
    }
  }

  /// What the secret is called whose value a variable has.
  func secretName(_ variable: String) -> String {
    name + "-" + variable.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "-" }
  }

  /// The part of a secret that is its value: its newest version, or the one entry.
  var secretKey: String { isCloudRun ? "latest" : "value" }

  /// What may reach what, for Cilium (https://docs.cilium.io/en/stable/security/policy/): each unit
  /// reaches its peers by their ports and resolves names, and nothing else.
  static func policy(_ units: [(unit: ContainerUnit, name: String)]) -> [UInt8]? {
    let own = units.filter { $0.unit.form == .knativeService }
    guard !own.isEmpty else { return nil }
    return own.map { unit, name in
      String(
        decoding: YAMLWriter.write(
          .mapping([
            ("apiVersion", .text("cilium.io/v2")), ("kind", .text("CiliumNetworkPolicy")),
            ("metadata", .mapping([("name", .text(name))])),
            (
              "spec",
              .mapping([
                (
                  "endpointSelector",
                  .mapping([
                    (
                      "matchLabels",
                      .mapping([
                        (unit.trigger == .http ? "serving.knative.dev/service" : "app", .text(name))
                      ])
                    )
                  ])
                ),
                ("egress", .list(egress(unit, own))),
              ])
            ),
          ])), as: UTF8.self)
    }.joined(separator: "---\n").utf8.map { $0 }
  }

  /// The pods of a unit: those of a service of Knative, or what runs all the time.
  private static func pods(_ unit: ContainerUnit, _ name: String) -> Node {
    let key = unit.trigger == .http ? "serving.knative.dev/service" : "app"
    return .mapping([("matchLabels", .mapping([(key, .text(name))]))])
  }

  /// Requests to a service of Knative go to its pods or by the gateway and the activator.
  private static func gateways() -> Node {
    .list(
      ["knative-serving", "kourier-system", "istio-system"].map { namespace in
        .mapping([
          (
            "matchLabels",
            .mapping([("k8s:io.kubernetes.pod.namespace", .text(namespace))])
          )
        ])
      })
  }

  private static func egress(
    _ unit: ContainerUnit, _ all: [(unit: ContainerUnit, name: String)]
  ) -> [Node] {
    func ports(_ port: Int, _ transport: String) -> Node {
      .list([
        .mapping([
          (
            "ports",
            .list([
              .mapping([("port", .text(String(port))), ("protocol", .text(transport))])
            ])
          )
        ])
      ])
    }
    let names = Node.mapping([
      (
        "toEndpoints",
        .list([
          .mapping([
            (
              "matchLabels",
              .mapping([
                ("k8s:io.kubernetes.pod.namespace", .text("kube-system")),
                ("k8s-app", .text("kube-dns")),
              ])
            )
          ])
        ])
      ),
      ("toPorts", ports(53, "ANY")),
    ])
    let callees = all.filter { other in unit.callees.contains { $0.name == other.unit.name } }
    return [names]
      + unit.peers.map { peer in
        // Where no port is told, each may be the one.
        .mapping([
          ("toCIDR", .list([.text("ADDRESS_OF_\(peer.name.uppercased())/32")])),
          ("toPorts", peer.port.map { ports($0, "TCP") }),
        ])
      } + callees.map { .mapping([("toEndpoints", .list([pods($0.unit, $0.name)]))]) }
      + (callees.contains { $0.unit.trigger == .http }
        ? [.mapping([("toEndpoints", gateways())])] : [])
  }
}
