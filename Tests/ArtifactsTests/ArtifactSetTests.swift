import Documents
import Inventory
import Testing
import Units

@testable import Artifacts

/// Deployments whose files are read back.
struct ArtifactSetTests {
  static func function(
    _ name: String, trigger: Trigger = .http, source: ImageSource? = nil,
    language: String? = "python", command: [String]? = nil,
    environment: [UnitVariable] = [], peers: [Peer] = []
  ) -> FunctionUnit {
    FunctionUnit(
      name: name,
      source: source
        ?? .dockerfile(
          text: "FROM python:3.13 AS build\nRUN make\nFROM python:3.13-slim\nCMD [\"app\"]",
          stage: nil, context: "../\(name)", artifacts: "../artifacts"),
      language: language, entrypoint: nil, command: command, port: 8000, trigger: trigger,
      memory: 512, timeout: 30, environment: environment, reservedConcurrency: nil, peers: peers,
      isReady: false, isPublic: true)
  }

  static func container(
    _ name: String, _ form: DeploymentForm, trigger: Trigger = .http, peers: [Peer] = []
  ) -> ContainerUnit {
    ContainerUnit(
      name: name, form: form, trigger: trigger, image: "example/\(name):1",
      command: ["serve", "--all"],
      entrypoint: nil, port: 8080, milliVcpu: 250, memory: 512,
      environment: [UnitVariable(name: "A", value: .literal("${B} %{C} {{resolve:x}}"))],
      peers: peers, isPublic: true)
  }

  static func files(
    functions: [FunctionUnit] = [], containers: [ContainerUnit] = [], staying: [String] = [],
    peers: [Peer] = [], composition: String? = nil
  ) throws -> [String: String] {
    let node = try composition.map {
      try YAMLReader.read(Array($0.utf8), file: "compose.yaml", code: .data)[0]
    }
    let deployment = Deployment(
      project: "compose.yaml", functions: functions, containers: containers, staying: staying,
      peers: peers, composition: node, projectPath: "..")
    let files = ArtifactSet.files(of: deployment)
    #expect(Set(files.map(\.path)).count == files.count)
    #expect(files.map(\.path) == files.map(\.path).sorted())
    return Dictionary(
      uniqueKeysWithValues: files.map { ($0.path, String(decoding: $0.bytes, as: UTF8.self)) })
  }

  private func yaml(_ text: String?) throws -> Field {
    let bytes = Array(try #require(text).utf8)
    return Field(
      try YAMLReader.read(bytes, file: "out.yaml", code: .data)[0], file: "out.yaml", code: .data)
  }

  // MARK: Dockerfile

  @Test func theOriginalInstructionsStayAndTheAdapterIsAdded() throws {
    let files = try Self.files(functions: [Self.function("api", command: ["gunicorn", "a:\"b\""])])
    let text = try #require(files["api.lambda.Dockerfile"])
    let dockerfile = try Dockerfile.read(Array(text.utf8), file: "api.lambda.Dockerfile")
    #expect(text.hasPrefix("FROM python:3.13 AS build\nRUN make\nFROM python:3.13-slim\n"))
    #expect(dockerfile.stages.count == 2)
    let copy = dockerfile.finalStage.last("COPY")
    #expect(copy?.flag("from") == LambdaDockerfile.adapter)
    #expect(dockerfile.finalStage.last("CMD")?.execForm == ["gunicorn", "a:\"b\""])
    #expect(dockerfile.finalStage.last("ENV")?.arguments.contains("AWS_LWA_PORT=8000") == true)
  }

  @Test func aStageThatIsNotTheLastIsBuiltOn() throws {
    let source = ImageSource.dockerfile(
      text: "FROM a AS run\nFROM b AS tests\n", stage: "run", context: ".", artifacts: ".")
    let files = try Self.files(functions: [Self.function("api", source: source)])
    let text = try #require(files["api.lambda.Dockerfile"])
    #expect(try Dockerfile.read(Array(text.utf8), file: "d").finalStage.base == "run")
  }

  @Test(arguments: ["python", "javascript", "ruby", "go", nil] as [String?])
  func aWorkerNamesAHandler(_ language: String?) throws {
    let files = try Self.files(
      functions: [Self.function("worker", trigger: .queue, language: language)])
    let text = try #require(files["worker.lambda.Dockerfile"])
    let stage = try Dockerfile.read(Array(text.utf8), file: "d").finalStage
    #expect(stage.last("CMD")?.execForm?.first?.contains("andler") == true)
    #expect(!text.contains("aws-lambda-adapter"))
  }

  // MARK: SAM

  @Test func functionsHaveTheirTriggers() throws {
    let template = try yaml(
      try Self.files(functions: [
        Self.function("api"), Self.function("worker", trigger: .queue),
        Self.function("cron", trigger: .schedule),
      ])["template.yaml"])
    let resources = try template["Resources"]
    func event(_ name: String, _ event: String) throws -> String {
      try resources["\(name)Function"]["Properties"]["Events"][event]["Type"].string()
    }
    #expect(try event("Api", "Http") == "HttpApi" && event("Worker", "Queue") == "SQS")
    #expect(try event("Cron", "Schedule") == "ScheduleV2")
    let queue = try resources["WorkerQueue"]["Properties"]
    // Six times the function's timeout (AWS documentation, "Configuring scalability and concurrency").
    #expect(try queue["VisibilityTimeout"].int() == 180)
    #expect(try template["Parameters"]["CronSchedule"]["Type"].string() == "String")
  }

  @Test func secretsAndAddressesAreParameters() throws {
    let peers = [Peer(name: "db", port: 5432, callers: ["api"])]
    let files = try Self.files(
      functions: [
        Self.function(
          "api",
          environment: [
            UnitVariable(name: "DB_PASSWORD", value: .secret),
            UnitVariable(name: "DB_HOST", value: .parameter),
            UnitVariable(name: "MODE", value: .literal("production")),
            UnitVariable(name: "not-a-name", value: .literal("x")),
          ], peers: peers)
      ], staying: ["db"], peers: peers)
    let template = try yaml(files["template.yaml"])
    let properties = try template["Resources"]["ApiFunction"]["Properties"]
    let variables = try properties["Environment"]["Variables"]
    #expect(try variables.entries().map(\.key) == ["DB_PASSWORD", "DB_HOST", "MODE"])
    #expect(
      try variables["DB_PASSWORD"]["Fn::Sub"].string()
        == "{{resolve:secretsmanager:${ApiDbPasswordSecretId}}}")
    #expect(try variables["DB_HOST"]["Ref"].string() == "ApiDbHost")
    let rules = try template["Resources"]["ApiSecurityGroup"]["Properties"]["SecurityGroupEgress"]
    #expect(try rules.elements().map { try $0["FromPort"].int() } == [5432, 443])
    #expect(files["NETWORK.md"]?.contains("| api | db | 5432 |") == true)
  }

  @Test func servicesThatShareAnEntryHavePathsOfTheirOwn() throws {
    let template = try yaml(
      try Self.files(functions: [Self.function("a"), Self.function("b")])["template.yaml"])
    let function = try template["Resources"]["AFunction"]["Properties"]
    #expect(
      try function["Events"]["HttpBelow"]["Properties"]["Path"].string() == "/a/{proxy+}")
    #expect(
      try function["Environment"]["Variables"]["AWS_LWA_REMOVE_BASE_PATH"].string() == "/a")
  }

  // MARK: Names

  @Test func hostileNamesBecomeDifferentPlainOnes() throws {
    let hostile = [
      "a.b", "a_b", "a-b", "../../etc/passwd", "\"quoted\"", "${x}", "{{y}}", "é", "", "9",
      String(repeating: "long", count: 100),
    ]
    let files = try Self.files(
      functions: hostile.map { Self.function($0) },
      containers: hostile.map { Self.container($0, .ecsTask) })
    #expect(files.keys.count { $0.hasSuffix(".lambda.Dockerfile") } == hostile.count)
    #expect(files.keys.allSatisfy { !$0.contains("/") && !$0.hasPrefix(".") })
    let resources = try yaml(files["template.yaml"])["Resources"].entries().map(\.key)
    #expect(resources.allSatisfy { $0.allSatisfy { $0.isLetter || $0.isNumber } })
    let terraform = try #require(files["main.tf"])
    // Text never becomes a template of HCL.
    #expect(terraform.contains("\"$${B} %%{C} {{resolve:x}}\""))
  }

  @Test func namesOfOneKindNeverMeet() throws {
    let files = try Self.files(functions: [
      Self.function("order", trigger: .queue), Self.function("order-dead-letters", trigger: .queue),
      Self.function(
        "a", environment: ["A_B", "A__B"].map { UnitVariable(name: $0, value: .parameter) }),
    ])
    let terraform = try #require(files["main.tf"])
    let blocks = terraform.split(separator: "\n").filter { $0.hasPrefix("resource ") }
    #expect(Set(blocks).count == blocks.count)
    let parameters = try yaml(files["template.yaml"])["Parameters"].entries().map(\.key)
    #expect(parameters == ["AAB", "AAB2"])
  }

  @Test func textsOfTheUserStayTexts() throws {
    let files = try Self.files(functions: [
      Self.function(
        "api",
        source: .dockerfile(
          text: "FROM x\nRUN y \\\n", stage: nil, context: ".", artifacts: "."),
        environment: [UnitVariable(name: "AB", value: .literal("${AWS::Region} {{resolve:x}}"))])
    ])
    let variables = try yaml(files["template.yaml"])["Resources"]["ApiFunction"]["Properties"][
      "Environment"]["Variables"]
    let parts = try variables["AB"]["Fn::Join"].elements()[1].elements().map { try $0.string() }
    #expect(parts.joined(separator: "{") == "${AWS::Region} {{resolve:x}}")
    let text = try #require(files["api.lambda.Dockerfile"])
    let stage = try Dockerfile.read(Array(text.utf8), file: "d").finalStage
    #expect(stage.last("RUN")?.arguments == "y" && stage.last("COPY") != nil)
  }

  @Test func tasksReadTheirSecretsThemselves() throws {
    let unit = ContainerUnit(
      name: "web", form: .ecsTask, trigger: .http, image: "x", command: nil, entrypoint: nil,
      port: 80, milliVcpu: 250, memory: 512,
      environment: [UnitVariable(name: "DB_PASSWORD", value: .secret)], peers: [], isPublic: true)
    let terraform = try #require(try Self.files(containers: [unit])["main.tf"])
    #expect(terraform.contains("valueFrom") && !terraform.contains("secret_string"))
    #expect(terraform.contains("secretsmanager:GetSecretValue"))
  }

  // MARK: What stays

  @Test func theHybridFileHoldsWhatStays() throws {
    let compose = """
      services:
        api:
          image: x/api
          depends_on: { db: { condition: service_started } }
        db:
          image: "postgres:${TAG:-17}"
          depends_on: { api: { condition: service_started }, cache: { condition: service_started } }
          volumes: ["data:/var/lib/postgresql/data"]
          environment: { POSTGRES_PASSWORD: "${DB_PASSWORD}", ANSWER: "yes" }
        cache:
          image: redis
          ports: ["127.0.0.1:6379:6379"]
      volumes: { data: , uploads: }
      networks: { front: }
      """
    let files = try Self.files(
      functions: [Self.function("api")], staying: ["cache", "db"],
      peers: [
        Peer(name: "db", port: 5432, callers: ["api"]),
        Peer(name: "cache", port: 6379, callers: ["api"]),
      ], composition: compose)
    let hybrid = try yaml(files["compose.hybrid.yaml"])
    let services = try hybrid["services"]
    #expect(try services.entries().map(\.key) == ["db", "cache"])
    #expect(try services["db"]["depends_on"].entries().map(\.key) == ["cache"])
    #expect(
      try services["db"]["ports"].elements().map { try $0.string() } == [
        "${PRIVATE_ADDRESS:-127.0.0.1}:5432:5432"
      ])
    #expect(try services["cache"]["ports"].elements().count == 1)
    // Variables stay as they are written, so that no secret comes into the file.
    #expect(try services["db"]["environment"]["POSTGRES_PASSWORD"].string() == "${DB_PASSWORD}")
    #expect(try services["db"]["environment"]["ANSWER"].string() == "yes")
    #expect(try hybrid["volumes"].entries().map(\.key) == ["data"])
    #expect(try hybrid.optional("networks") == nil)
  }

  // MARK: Containers

  @Test func manifestsOfKubernetesAreServicesOfKnative() throws {
    let peers = [Peer(name: "db", port: 5432, callers: ["web"])]
    let files = try Self.files(
      containers: [
        Self.container("web", .knativeService, peers: peers),
        Self.container("run", .cloudRunService),
      ], peers: peers)
    for (file, name) in [("web.knative.yaml", "web"), ("run.cloud-run.yaml", "run")] {
      let manifest = try yaml(files[file])
      #expect(try manifest["metadata"]["name"].string() == name)
      let container = try manifest["spec"]["template"]["spec"]["containers"].elements()[0]
      #expect(try container["args"].elements().map { try $0.string() } == ["serve", "--all"])
    }
    let jobs = try Self.files(
      containers: [
        Self.container("cron", .knativeService, trigger: .schedule),
        Self.container("migrate", .cloudRunService, trigger: .deployment),
        Self.container("worker", .knativeService, trigger: .queue),
        Self.container("once", .ecsTask, trigger: .deployment),
      ])
    #expect(try yaml(jobs["cron.knative.yaml"])["kind"].string() == "CronJob")
    #expect(try yaml(jobs["migrate.cloud-run.yaml"])["kind"].string() == "Job")
    #expect(try yaml(jobs["worker.knative.yaml"])["kind"].string() == "Deployment")
    // A migration that were kept running would be started again and again.
    #expect(jobs["main.tf"]?.contains("aws_ecs_task_definition") == true)
    #expect(jobs["main.tf"]?.contains("aws_ecs_service") == false)
    let policy = try yaml(files["cilium-policy.yaml"])
    #expect(try policy["kind"].string() == "CiliumNetworkPolicy")
    #expect(try policy["spec"]["egress"].elements().count == 2)
  }
}
