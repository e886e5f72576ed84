import Foundation
import Testing

/// Artefacts that could not work are not written, and the list says why.
struct ArtifactObstacleTests {
  private let costsim: CostsimBinary

  init() throws { costsim = try CostsimBinary() }

  /// The files that are made, and the list of those that are not.
  private func made(
    _ compose: String, _ dockerfile: String, _ more: String...
  ) throws -> (files: [String: String], omitted: [String: String], notes: String) {
    try costsim.write("compose.yaml", compose)
    try costsim.write("app/Dockerfile", dockerfile)
    let words = ["checklist", "--artifacts", "out", "--force"] + more
    let run = try costsim.run(words + ["--format", "json"])
    #expect(run.code == 0, "\(run.errors)")
    let rows = try JSONValue(run.text)["artifactsOmitted"].elements
    let names = try FileManager.default.contentsOfDirectory(atPath: costsim.path("out"))
    return (
      Dictionary(
        uniqueKeysWithValues: try names.map { ($0, try costsim.contents("out/" + $0)) }),
      Dictionary(
        uniqueKeysWithValues: rows.map { ($0["service"].string ?? "", $0["reason"].string ?? "") }),
      try costsim.run(words + ["--format", "markdown"]).text
    )
  }

  private static let server = "FROM python:3.13-slim\nCOPY . .\nCMD [\"gunicorn\", \"a:b\"]\n"

  @Test func aPortBelow1024IsSetByItsVariable() throws {
    let made = try made(
      "services:\n  a:\n    build: app\n    ports: ['8000:80']\n    environment: { PORT: '80' }\n",
      Self.server)
    #expect(made.files["a.lambda.Dockerfile"]?.contains("AWS_LWA_PORT=8080") == true)
    #expect(made.files["template.yaml"]?.contains("PORT: \"8080\"") == true)
    #expect(made.files["main.tf"]?.contains("\"PORT\" = \"8080\"") == true)
  }

  @Test(arguments: [
    ("ports: ['8000:80']", server, "port 80"),
    ("ports: ['8000:8000', '9000:9000']", server, "several ports"),
    ("labels: [a=b]", server, "do not tell the port"),
    (
      "ports: ['8000:8000']\n    volumes: ['./app:/app']",
      "FROM python:3.13\nCOPY requirements.txt .\nCMD [\"gunicorn\", \"a:b\"]\n", "no code"
    ),
    ("ports: ['8000:8000']\n    volumes: ['data:/data']", server, "/data"),
  ])
  func anImageThatCannotServeIsNotWritten(
    _ keys: String, _ dockerfile: String, _ says: String
  ) throws {
    let made = try made(
      "services:\n  a:\n    build: app\n    \(keys)\nvolumes: { data: }\n", dockerfile)
    #expect(made.files["a.lambda.Dockerfile"] == nil && made.files["template.yaml"] == nil)
    #expect(made.omitted["a"]?.contains(says) == true, "\(made.omitted)")
    #expect(made.notes.contains("nothing is written for a: "))
    #expect(made.files["NETWORK.md"]?.contains("What is not written, and why") == true)
    // It runs where it is until then.
    #expect(
      made.files["compose.hybrid.yaml"]?.contains("\"a\":") ?? false
        || made.files["compose.hybrid.yaml"]?.contains("  a:") ?? false)
  }

  @Test(arguments: [
    ("[\"uvicorn\", \"a:b\", \"--port\", \"8001\"]", 8001),
    ("uvicorn a:b --host 0.0.0.0 --port ${PORT:-8002}", 8002),
    ("[\"gunicorn\", \"-b\", \"0.0.0.0:8003\", \"a:b\"]", 8003),
    ("exec gunicorn --bind=:8004 a:b", 8004),
    ("[\"sh\", \"-c\", \"python manage.py migrate && gunicorn -b :8005 a:b\"]", 8005),
    ("[\"flask\", \"run\", \"--port=8006\"]", 8006), ("python -m http.server 8007", 8007),
    ("python manage.py runserver 0.0.0.0:8008", 8008), ("bundle exec puma -p 8009", 8009),
    ("puma -b 'tcp://0.0.0.0:8010?low_latency=true'", 8010),
    ("[\"gunicorn\", \"--bind\", \"unix:/tmp/a.sock\", \"a:b\"]", nil),
    ("gunicorn --bind 127.0.0.1 a:b", nil), ("gunicorn --worker-port 8011 a:b", nil),
  ])
  func theCommandTellsThePort(_ command: String, _ port: Int?) throws {
    let made = try made(
      "services: { a: { build: app } }\n", "FROM python:3.13\nCOPY . .\nCMD \(command)\n",
      "--answers", costsim.write("yes.json", "{\"services\": {\"a\": {\"http\": true}}}"))
    let text = made.files["a.lambda.Dockerfile"]
    #expect(text?.contains("AWS_LWA_PORT=\(port ?? 0) ") == port.map { _ in true }, "\(made)")
  }

  private static let talking = """
    services:
      web:
        build: app
        ports: ['8000:8000']
        environment: { IMG_ADDR: 'img:9000', STATS_ADDR: 'mq:15672', MQ_ADDR: 'mq:5672' }
      img: { image: 'acme/img:1', expose: [9000] }
      mq: { image: 'rabbitmq:4' }
      odd: { image: 'acme/odd:1', network_mode: none, gpus: all }
    """

  @Test func everyConnectionIsAllowed() throws {
    let made = try made(Self.talking, Self.server)
    let terraform = try #require(made.files["main.tf"])
    let template = try #require(made.files["template.yaml"])
    for port in [9000, 15672, 5672] {
      #expect(terraform.contains("from_port = \(port)\n"), "\(port)")
      #expect(template.contains("FromPort: \(port)\n"), "\(port)")
    }
    #expect(made.files["compose.hybrid.yaml"]?.contains(":15672:15672") == true)
    #expect(made.files["compose.hybrid.yaml"]?.contains(":5672:5672") == true)
    let ports = try JSONValue(
      costsim.run("checklist", "--format", "json").text)["connections"].elements
    #expect(ports.count == 3)
    // Where no file tells the port of one, each may be it.
    try FileManager.default.removeItem(atPath: costsim.path("out"))
    let odd = Self.talking.replacing("rabbitmq:4' }", with: "rabbitmq:4', depends_on: [web] }")
      .replacing("'mq:5672' }", with: "'mq:5672', ODD_HOST: odd }")
    #expect(try self.made(odd, Self.server).files["main.tf"]?.contains("to_port = 65535") == true)
  }

  private static let mounted = """
    services:
      a:
        build: app
        ports: ['8000:8000']
        environment: { DB_PASSWORD_FILE: /run/secrets/db, KEY_FILE: /run/secrets/other }
        secrets: [db, { source: key, target: signing.pem }]
    secrets: { db: { file: db }, key: { file: key } }
    """

  @Test func secretsThatAreFilesAreMountedOrToldOf() throws {
    let own = try made(Self.mounted, Self.server, "--providers", "own").files
    let manifest = try #require(own["a.knative.yaml"])
    #expect(manifest.contains("mountPath: /run/secrets\n") && manifest.contains("path: db\n"))
    #expect(manifest.contains("path: signing.pem\n") && !manifest.contains("secretKeyRef"))
    #expect(own["NETWORK.md"]?.contains("/run/secrets/other (KEY") == true)
    for provider in ["aws", "gcp"] {
      try FileManager.default.removeItem(atPath: costsim.path("out"))
      let notes = try made(Self.mounted, Self.server, "--providers", provider).files["NETWORK.md"]
      #expect(notes?.contains("/run/secrets/db (DB") == true && notes?.contains("pem is") == true)
    }
    try FileManager.default.removeItem(atPath: costsim.path("out"))
    let one = Self.mounted.replacing(", { source: key, target: signing.pem }", with: "")
    let run = try made(one, Self.server, "--providers", "gcp").files["a.cloud-run.yaml"]
    #expect(run?.contains("secretName: a-db\n") == true && run?.contains("key: latest") == true)
  }

  @Test func portsOfGRPCAreNamedH2c() throws {
    try costsim.write("app/main.go", "s := grpc.NewServer()")
    for (provider, file) in [("gcp", "a.cloud-run.yaml"), ("own", "a.knative.yaml")] {
      let made = try made(
        "services: { a: { build: app, ports: ['7070:7070'] } }\n",
        "FROM golang:1\nCOPY . .\nCMD [\"/app\"]\n", "--providers", provider)
      #expect(made.files[file]?.contains("- name: h2c\n") == true)
      try FileManager.default.removeItem(atPath: costsim.path("out"))
    }
  }

  @Test func notesOfAuthorisationAreThoseOfTheTemplate() throws {
    let inside = try made(
      "services:\n  a: { build: app, expose: [8000] }\n  b: { image: x, environment: { A_URL: "
        + "'http://a:8000' } }\n", Self.server)
    #expect(inside.files["template.yaml"]?.contains("AuthType: AWS_IAM") == true)
    #expect(inside.files["NETWORK.md"]?.contains("no authorisation") == false)
    try FileManager.default.removeItem(atPath: costsim.path("out"))
    let outside = try made("services: { a: { build: app, ports: ['8000:8000'] } }\n", Self.server)
    #expect(outside.files["NETWORK.md"]?.contains("may call a: the entry") == true)
  }

  @Test func theStageForReleaseIsBuilt() throws {
    let made = try made(
      "services:\n  a:\n    build: { context: app, target: dev }\n    ports: ['8000:8000']\n"
        + "    command: gunicorn --reload a:b\n    volumes: ['./app:/app']\n",
      "FROM python:3.13 AS dev\nCOPY requirements.txt .\nFROM dev AS release\nCOPY . .\n"
        + "CMD [\"gunicorn\", \"a:b\"]\n")
    let text = try #require(made.files["a.lambda.Dockerfile"])
    #expect(!text.contains("--reload") && !text.contains("\nFROM dev\n"))
  }

  @Test func volumesOfTasksAreKept() throws {
    let made = try made(
      "services:\n  a:\n    image: x/y:1\n    ports: ['8000:8000']\n"
        + "    volumes: ['data:/data', './conf.ini:/etc/conf.ini:ro']\nvolumes: { data: }\n",
      Self.server)
    let terraform = try #require(made.files["main.tf"])
    #expect(
      terraform.contains("aws_efs_file_system") && terraform.contains("efs_volume_configuration"))
    #expect(terraform.contains("\"containerPath\" = \"/data\""))
    #expect(made.files["NETWORK.md"]?.contains("/etc/conf.ini") == true)
    #expect(made.notes.contains("1 volumes are kept on a file system"))
    for provider in ["gcp", "own"] {
      try FileManager.default.removeItem(atPath: costsim.path("out"))
      let other = try self.made(
        "services:\n  a:\n    image: x/y:1\n    ports: ['8000:8000']\n    volumes: ['data:/data']\n"
          + "volumes: { data: }\n", Self.server, "--providers", provider)
      let manifests = other.files.keys.filter { $0.hasPrefix("a.") }
      #expect(manifests.isEmpty)
    }
  }

  private static let inside = """
    services:
      web:
        build: app
        ports: ['8000:8000']
        environment: { BACK_URL: 'http://back:8000' }
        networks: [front, back]
      back:
        build: app
        expose: [8000]
        environment: { DB_HOST: db, OTHER_HOST: other }
        networks: [back]
      db: { image: 'postgres:17', networks: [back] }
      other: { image: 'mongo:8', networks: { default: {} } }
    networks: { front: {}, back: { internal: true } }
    """

  @Test func whatIsInsideGetsNoPublicRoute() throws {
    let aws = try made(Self.inside, Self.server).files
    #expect(aws["template.yaml"]?.contains("Path:") == false)
    #expect(aws["template.yaml"]?.contains("AuthType: AWS_IAM") == true)
    #expect(aws["main.tf"]?.contains("authorization_type = \"AWS_IAM\"") == true)
    #expect(aws["main.tf"]?.contains("route_key = \"$default\"") == true)
    try FileManager.default.removeItem(atPath: costsim.path("out"))
    let own = try made(Self.inside, Self.server, "--providers", "own").files
    #expect(own["back.knative.yaml"]?.contains("visibility: cluster-local") == true)
    #expect(own["web.knative.yaml"]?.contains("visibility") == false)
    // Every connection of the project is allowed: web to back, back to both databases.
    let policies = try #require(own["cilium-policy.yaml"]).components(separatedBy: "---\n")
    #expect(policies.contains { $0.contains("name: web\n") && $0.contains("service: back") })
    #expect(policies.contains { $0.contains("ADDRESS_OF_DB") && $0.contains("ADDRESS_OF_OTHER") })
  }

  /// Knative and Cloud Run set PORT and refuse it in manifests; what Lambda reserves is no name of
  /// theirs.
  @Test(arguments: ["gcp", "own"])
  func variablesThatTheTargetReservesAreLeftOut(provider: String) throws {
    let made = try made(
      "services:\n  a:\n    build: app\n    ports: ['90:4000']\n"
        + "    environment: { PORT: '4000', AWS_REGION: eu-west-1 }\n",
      Self.server, "--providers", provider)
    let manifest = try #require(
      made.files["a.knative.yaml"] ?? made.files["a.cloud-run.yaml"])
    #expect(!manifest.contains("name: PORT"))
    #expect(manifest.contains("containerPort: 4000"))
    #expect(manifest.contains("name: AWS_REGION"))
  }

  @Test func portsArePublishedOnNetworksThatAreNotInternal() throws {
    let hybrid = try #require(try made(Self.inside, Self.server).files["compose.hybrid.yaml"])
    try costsim.write("again.yaml", hybrid)
    #expect(try costsim.run("checklist", "again.yaml").code == 0)
    #expect(hybrid.components(separatedBy: "reached-from-outside").count == 3)
  }
}
