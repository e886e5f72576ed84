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
        environment: [POSTGRES_PASSWORD=SECRET-17, "MIRROR=ssh://git@github.com/acme/app.git"]
    """
  private static let dockerfile = """
    FROM node:22
    ARG NPM_TOKEN=SECRET-18
    ENV API_SECRET=SECRET-19 MODE=fast
    RUN npm config set //registry.example.com/:_authToken SECRET-20 && curl -u ci:SECRET-21 https://x.example
    WORKDIR /app
    COPY package.json server.js ./
    LABEL token="SECRET-22"
    EXPOSE 3000
    CMD ["node", "server.js"]
    """

  private let costsim: CostsimBinary
  private let secrets = (1...23).map { String(format: "q7Zr%02dkVw9xLt4", $0) }

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
