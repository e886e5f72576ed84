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

  @Test func portsArePublishedOnNetworksThatAreNotInternal() throws {
    let hybrid = try #require(try made(Self.inside, Self.server).files["compose.hybrid.yaml"])
    try costsim.write("again.yaml", hybrid)
    #expect(try costsim.run("checklist", "again.yaml").code == 0)
    #expect(hybrid.components(separatedBy: "reached-from-outside").count == 3)
  }
}
