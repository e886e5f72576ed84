import Foundation
import Testing

/// Secrets of every shape in the places of a project, of which nothing that is produced shows one.
struct PlantedSecretTests {
  private static let compose = """
    # the old one was postgres://app:SECRET-01@db/app
    x-common: &common
      SMTP_URL: smtp://mailer:SECRET-02@mail:25
    services:
      api:
        build:
          context: .
          args: {NPM_TOKEN: SECRET-03}
        command: ["node", "server.js", "--password", "SECRET-04", "--token=SECRET-05"]
        ports: ["3000:3000"]
        env_file: api.env
        environment:
          <<: *common
          DATABASE_URL: postgres://app:SECRET-06@db:5432/app?sslpassword=SECRET-07
          STORE: "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=SECRET-08;EndpointSuffix=x"
          SQL: "Server=db,1433;User Id=sa;Password = SECRET-09;Encrypt=true"
          CACHE: "cache:6379,password=SECRET-10,ssl=False"
          LIBPQ: "host=db user=app password=SECRET-11 dbname=app"
          JDBC: "jdbc:postgresql://db/app?user=app&password=SECRET-12"
          HOOK: https://hooks.slack.com/services/T00/B00/SECRET-13
          DB_PASSWORD_FILE: /run/secrets/db
          PORT: "3000"
        labels: {com.example.api-key: SECRET-14}
        healthcheck:
          test: ["CMD", "curl", "-u", "admin:SECRET-15", "http://localhost:3000/health"]
        logging: {driver: splunk, options: {splunk-token: SECRET-16}}
        depends_on: [db]
      db:
        image: postgres:16
        environment:
          - POSTGRES_PASSWORD=SECRET-17
          - MIRROR=ssh://git@github.com/acme/app.git
          - REPLICA=postgres://app:SECRET-24@other/app
          - 'INIT=CREATE USER app PASSWORD ''SECRET-25'''
        command: 'postgres -c app.token=''SECRET-26'''
        configs: [boot]
    configs:
      boot:
        content: |
          echo 'app:SECRET-27' | chpasswd
    """
  private static let dockerfile = """
    ARG REGISTRY_PASSWORD=SECRET-38
    FROM node:22
    ARG MODE=fast GIT_TOKEN="SECRET-39"
    ARG NPM_TOKEN=SECRET-18
    ENV API_SECRET=SECRET-19 MODE=fast
    RUN aws configure set aws_secret_access_key SECRET-28 && composer config -g http-basic.x.example app SECRET-29
    RUN bundle config set --global gems.example.com app:SECRET-30 && useradd -p 'SECRET-31' app
    RUN echo "app:SECRET-32" | chpasswd && htpasswd -bc /etc/users app SECRET-33
    RUN mysql -h db -pSECRET-34 app && sshpass -p SECRET-35 ssh x && docker login -u a -p SECRET-36 x
    RUN ["htpasswd", "-bc", "/etc/users", "app", "SECRET-37"]
    RUN npm config set //registry.example.com/:_authToken SECRET-20 && curl -u ci:SECRET-21 https://x.example
    WORKDIR /app
    COPY package.json server.js ./
    LABEL token="SECRET-22"
    EXPOSE 3000
    CMD ["node", "server.js"]
    """

  private let costsim: CostsimBinary
  private let secrets = (1...39).map { String(format: "q7Zr%02dkVw9xLt4", $0) }

  init() throws {
    costsim = try CostsimBinary()
    try costsim.write("p/compose.yaml", planted(Self.compose))
    try costsim.write("p/Dockerfile", planted(Self.dockerfile))
    try costsim.write("p/api.env", planted("SESSION_SECRET=SECRET-23\nTOKEN_TTL=3600\n"))
    try costsim.write("p/package.json", #"{"dependencies": {"express": "4"}}"#)
    try costsim.write("p/server.js", "require('express')().listen(3000)\n")
  }

  private func planted(_ text: String) -> String {
    secrets.enumerated().reduce(text) { text, secret in
      text.replacingOccurrences(
        of: String(format: "SECRET-%02d", secret.offset + 1), with: secret.element)
    }
  }

  private func expectNone(in text: String, _ place: String) {
    for (number, secret) in secrets.enumerated() where text.contains(secret) {
      Issue.record("secret \(number + 1) is in \(place)")
    }
  }

  @Test func variablesOfSecretsAreCalledAfterWhatHoldsThem() throws {
    let words = ["checklist", "p", "--artifacts", "made", "--format", "json"]
    #expect(try costsim.run(words).code == 0)
    let hybrid = try costsim.contents("made/compose.hybrid.yaml")
    #expect(hybrid.contains("postgres://${REPLICA_PASSWORD}@other"), "\(hybrid)")
    #expect(hybrid.contains("POSTGRES_PASSWORD: \"${POSTGRES_PASSWORD}\""))
    #expect(!hybrid.contains("${SECRET") && !hybrid.contains("${PASSWORD"), "\(hybrid)")
    #expect(!hybrid.contains("SMTP"), "what is not in the file needs no variable: \(hybrid)")
  }

  @Test func aShellPutsArgumentsOfTheBuildInThePlaceOfSecrets() throws {
    let words = ["checklist", "p", "--artifacts", "made", "--format", "json"]
    #expect(try costsim.run(words).code == 0)
    let text = try costsim.contents("made/api.lambda.Dockerfile")
    #expect(text.contains("useradd -p ''\"${BUILD_PASSWORD"), "\(text)")
    #expect(text.contains("}\"'' app"), "\(text)")
    #expect(text.contains("RUN htpasswd -bc /etc/users app \"$BUILD_PASSWORD"), "\(text)")
  }

  @Test func aTokenIsSeenUnderANeutralName() throws {
    let token = "123456789:" + "AAmarmalade42ExampleOfABotToken1234"
    try costsim.write(
      "p/compose.yaml", "services: { a: { build: ., environment: { CHAT: '\(token)' } } }\n")
    let run = try costsim.run("checklist", "p", "--artifacts", "made", "--format", "json")
    #expect(run.code == 0 && !run.text.contains("marmalade"))
    for name in try FileManager.default.contentsOfDirectory(atPath: costsim.path("made")) {
      #expect(try !costsim.contents("made/\(name)").contains("marmalade"), "\(name)")
    }
  }

  @Test(arguments: ["table", "json", "markdown", "csv", "sarif", "html"])
  func noFormatShowsOne(format: String) throws {
    let run = try costsim.run("checklist", "p", "--format", format)
    #expect(run.code == 0, "\(run.errors)")
    expectNone(in: run.text + run.errors, format)
  }

  @Test(arguments: ["aws", "gcp", "azure", "own", "alibaba", "cloudflare"])
  func noArtifactShowsOne(provider: String) throws {
    let run = try costsim.run(
      "checklist", "p", "--providers", provider, "--artifacts", "made", "--format", "json")
    #expect(run.code == 0, "\(run.errors)")
    expectNone(in: run.text + run.errors, provider)
    let made = costsim.folder.appendingPathComponent("made")
    let files = FileManager.default.enumerator(at: made, includingPropertiesForKeys: nil)
    for case let file as URL in files ?? .init() {
      guard let text = try? String(contentsOf: file, encoding: .utf8) else { continue }
      expectNone(in: text, file.lastPathComponent)
    }
  }
}
