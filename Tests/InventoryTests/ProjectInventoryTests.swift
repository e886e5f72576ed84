import Glibc
import Inventory
import Testing
import Units

/// Projects in a folder of their own, and what is found out about their services.
struct ProjectInventoryTests {
  private func inventory(_ files: [String: String]) throws -> ProjectInventory {
    let folder = try TemporaryFolder()
    for (name, text) in files { try folder.write(name, text) }
    return try ProjectInventory.read([folder.path + "/compose.yaml"])
  }

  private func services(_ body: String, _ files: [String: String] = [:]) throws
    -> [InventoriedService]
  {
    try inventory(files.merging(["compose.yaml": "services:\n" + body]) { $1 }).services
  }

  private func service(_ body: String, _ files: [String: String] = [:]) throws
    -> InventoriedService
  {
    try services("  a:\n" + body.split(separator: "\n").map { "    \($0)\n" }.joined(), files)[0]
  }

  // MARK: Role

  @Test(arguments: [
    ("postgres:17", ServiceRole.database), ("bitnami/postgresql:16", .database),
    ("docker.io/library/mysql", .database), ("mongo-express:1", .other),
    ("mongo:8", .database), ("redis:8", .cache), ("ghcr.io/x/valkey:8", .cache),
    ("rabbitmq:4-management", .queue), ("confluentinc/cp-kafka:8", .queue),
    ("opensearchproject/opensearch:3", .search), ("minio/minio", .objectStore),
    ("nginx:1.29-alpine", .proxy), ("traefik:v3", .proxy), ("prom/prometheus", .observability),
    ("prom/node-exporter", .observability), ("company/redis-exporter:2", .observability),
    ("company/postgres-with-cron:1", .database), ("company/postgres-admin:1", .application),
    ("company/shop:1", .application), ("adminer", .other), ("flyway/flyway", .job),
  ])
  func theImageTellsTheRole(_ image: String, _ role: ServiceRole) throws {
    #expect(try service("image: \(image)").role == role)
  }

  @Test func aClientOfADatabaseIsAJob() throws {
    #expect(try service("image: postgres:17\ncommand: pg_dump -h db shop").role == .job)
  }

  @Test func aFolderOfDataTellsTheRoleOfAnUnknownImage() throws {
    let service = try service("image: company/store:1\nvolumes: ['/srv/data:/var/lib/mysql']")
    #expect(service.role == .database)
  }

  @Test func aSiteOnAWebServerIsAnApplicationAndConfigurationIsAProxy() throws {
    let compose = "build: ."
    let site = try service(
      compose, ["Dockerfile": "FROM nginx\nCOPY dist /usr/share/nginx/html\n"])
    let proxy = try service(
      compose, ["Dockerfile": "FROM nginx\nCOPY nginx.conf /etc/nginx/nginx.conf\n"])
    #expect(site.role == .application && proxy.role == .proxy)
  }

  @Test func anInitialisedDatabaseIsADatabase() throws {
    let service = try service(
      "build: db",
      ["db/Dockerfile": "FROM postgres:17\nCOPY init.sql /docker-entrypoint-initdb.d/\n"])
    #expect(service.role == .database)
  }

  // MARK: Workload and language

  @Test(arguments: [
    ("celery -A shop worker -l info", Workload.worker, "python"),
    ("celery -A shop beat", .scheduler, "python"),
    ("python -m gunicorn app:app", .web, "python"),
    ("python3.12 -u manage.py migrate", .oneShot, "python"),
    ("bundle exec sidekiq -q default", .worker, "ruby"),
    ("php artisan queue:work", .worker, "php"),
    ("php artisan schedule:work", .scheduler, "php"),
    ("sh -c 'alembic upgrade head && exec uvicorn app:app --host 0.0.0.0'", .web, "python"),
    ("tini -- gunicorn app:app", .web, "python"),
    ("wait-for-it.sh db:5432 -- python manage.py runserver", .web, "python"),
    ("crond -f", .scheduler, ""), ("node server.js", .unknown, "javascript"),
    ("npx prisma migrate deploy", .oneShot, "javascript"),
    ("java -jar app.jar", .unknown, "java"), ("/srv/worker/start", .unknown, ""),
  ])
  func theProcessTellsTheWorkload(_ command: String, _ workload: Workload, _ language: String)
    throws
  {
    let service = try service("image: company/shop:1\ncommand: \"\(command)\"")
    #expect(service.workload == workload)
    #expect(service.language ?? "" == language)
  }

  @Test func whatOthersWaitForRunsOnce() throws {
    let services = try services(
      """
        a: { image: x/a, depends_on: { b: { condition: service_completed_successfully } } }
        b: { image: x/b, ports: ['80'] }
      """)
    #expect(services.map(\.workload) == [.unknown, .oneShot] && services[1].role == .job)
  }

  @Test func whatIsCalledAnswersRequests() throws {
    let services = try services(
      """
        api: { image: x/api }
        backend: { image: x/backend }
        front: { image: "nginx:1", depends_on: [backend] }
        loop: { image: x/loop, environment: { API_URL: "http://api:8000" } }
      """)
    #expect(services.map(\.workload) == [.web, .web, .unknown, .unknown])
  }

  @Test func stagesPassOnTheirProcessPortsAndVolumes() throws {
    let service = try service(
      "build: .",
      [
        "Dockerfile": """
        FROM python:3.13-slim AS base
        EXPOSE 8000 9000/udp
        VOLUME /data
        ENTRYPOINT ["gunicorn"]
        FROM base AS tests
        CMD ["pytest"]
        FROM base
        CMD ["-b", "0.0.0.0:8000", "app:app"]
        """
      ])
    #expect(service.process == ["gunicorn", "-b", "0.0.0.0:8000", "app:app"])
    #expect(service.tcpPorts == [8000] && service.volumes.map(\.target) == ["/data"])
    #expect(service.language == "python" && service.workload == .web && service.ownsState)
  }

  // MARK: Volumes

  @Test func mountedSourceCodeIsNoState() throws {
    let service = try service(
      "build: .\nvolumes: ['.:/app', '/app/node_modules', './a.conf:/etc/a.conf']",
      ["Dockerfile": "FROM node:24"])
    #expect(service.volumes.map(\.isSource) == [true, true, false])
    #expect(service.volumes.map(\.isFile) == [false, false, true] && !service.ownsState)
    #expect(try self.service("image: x/y\nvolumes: ['./data:/data']").ownsState)
  }

  // MARK: Addresses

  @Test(arguments: [
    ("DB_HOST: db", true), ("DATABASE_URL: 'postgres://u:p@db:5432/x'", true),
    ("JDBC: 'jdbc:postgresql://db/x'", true), ("NODES: 'other:1,db:2'", true),
    ("DSN: 'u:p@tcp(db:3306)/x'", true), ("DB_NAME: db", false), ("NOTE: 'the db is slow'", false),
    ("URL: 'http://mydb/x'", false), ("URL: 'http://db.example.com'", false),
    ("UPSTREAM: alias1", true),
  ])
  func servicesAreFoundWhereTheyAreHosts(_ variable: String, _ isFound: Bool) throws {
    let services = try services(
      """
        api:
          image: x/api
          environment: { \(variable) }
        db:
          image: postgres:17
          networks: { default: { aliases: [alias1] } }
      """)
    #expect(services[0].addresses.contains { $0.service == 1 } == isFound)
    #expect(services[1].dependants == (isFound ? 1 : 0))
  }

  // MARK: Packages and environment

  @Test func packagesAreReadWithTheirLines() throws {
    let service = try service(
      "build: .",
      [
        "Dockerfile": "FROM python:3.13",
        "requirements.txt":
          "# web\nFlask[async]>=3.1 ; python_version > '3'\n-r other.txt\nnumpy\n",
        "package.json":
          "{\"dependencies\": {\"ws\": \"^8\"}, \"devDependencies\": {\"jest\": \"1\"}}",
        "go.mod": "module x\n\nrequire (\n\tgithub.com/a/b v1.2.3 // indirect\n)\n",
      ])
    let texts = service.packages.map {
      "\($0.ecosystem) \($0.name) \($0.isDevelopment) \($0.evidence.line)"
    }
    #expect(
      texts == [
        "pypi flask false 2", "pypi numpy false 4", "npm ws false 1", "npm jest true 1",
        "go github.com/a/b false 4",
      ])
  }

  @Test func theEnvironmentIsThatOfTheContainer() throws {
    let service = try service(
      "build: .\nenv_file: a.env\nenvironment:\n  A: '1'\n  B: '${X:-2}'",
      ["Dockerfile": "FROM x\nENV B=9 C=3\nENV D four\n", "a.env": "C=from file\nE=5\n"])
    let values = service.environment.map { "\($0.name)=\($0.value ?? "") \($0.isLiteral)" }
    #expect(
      values == ["A=1 true", "B=2 false", "E=5 false", "C=from file false", "D=four true"])
  }

  // MARK: Hostile input

  @Test func nothingOutsideTheFolderIsRead() throws {
    let folder = try TemporaryFolder()
    let outside = try TemporaryFolder()
    try outside.write("Dockerfile", "FROM secret")
    try folder.write(
      "compose.yaml",
      "services:\n  a: { build: '\(outside.path)' }\n  b: { build: . }\n  c: { image: x, env_file: '\(outside.path)/Dockerfile' }\n"
    )
    symlink(outside.path + "/Dockerfile", folder.path + "/Dockerfile")
    let inventory = try ProjectInventory.read([folder.path + "/compose.yaml"])
    #expect(inventory.services.allSatisfy { $0.dockerfile == nil })
    #expect(inventory.problems.count == 3)
    #expect(inventory.problems.allSatisfy { $0.message.contains("outside") })
  }

  @Test func projectsHaveAnEnd() throws {
    let many = (0...10_000).map { "  s\($0): {image: x}\n" }.joined()
    let tooMany = #expect(throws: Failure.self) { try services(many) }
    #expect(tooMany?.message.hasSuffix("services has more than 10000 services") == true)
    let long = "  a: {image: x} #" + String(repeating: "x", count: 8 << 20)
    let tooLong = #expect(throws: Failure.self) { try services(long) }
    #expect(tooLong?.message.hasSuffix("it is larger than 8 MiB") == true)
  }

  @Test func filesThatCannotBeReadAreProblemsOfTheirOwn() throws {
    let inventory = try inventory([
      "compose.yaml": "services:\n  a: { build: . }\n  b: { build: nowhere }\n",
      "Dockerfile": "NONSENSE x", "package.json": "{",
    ])
    #expect(inventory.services.count == 2 && inventory.problems.count == 3)
    #expect(inventory.line(at: inventory.services[0].compose.evidence)?.contains("a:") == true)
  }
}
