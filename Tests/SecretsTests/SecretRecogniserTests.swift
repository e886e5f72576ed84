import Testing
import Units

@testable import Secrets

/// Each text with what may not be seen of it written as `SECRET`.
struct SecretRecogniserTests {
  private let recogniser: SecretRecogniser

  init() throws { recogniser = try SecretRecogniser.shared }

  /// Shapes with their documentation: RFC 3986 3.2.1; libpq, "Connection Strings"; ADO.NET,
  /// "Connection String Syntax"; StackExchange.Redis, "Configuration"; Azure Storage, "Configure
  /// connection strings"; curl(1); npmrc(5); docker login; RFC 7519.
  @Test(arguments: [
    "postgres://billing:SECRET@ledger:5432/billing",
    "redis://:SECRET@cache:6379/0",
    "https://SECRET@github.com/acme/app.git",
    "https://x-access-token:SECRET@github.com/acme/app.git",
    "git+https://oauth2:SECRET@gitlab.example.com/acme/app.git#main",
    "amqp://app:SEC/RET@broker:5672/%2F",
    "jdbc:postgresql://ledger:5432/reports?user=reports&password=SECRET",
    "jdbc:postgresql://ledger/reports?password=SECRET&ssl=true",
    "jdbc:sqlserver://db:1433;databaseName=app;user=sa;password=SECRET;encrypt=true",
    "jdbc:oracle:thin:scott/SECRET@//db:1521/xe",
    "host=ledger port=5432 user=billing password=SECRET dbname=billing",
    "host=ledger password = 'SEC RET' dbname=billing",
    "Server=archive,1433;Database=Archive;User Id=sa;Password = SECRET;Encrypt=true",
    "Server=a;Uid=sa;Pwd=SEC RET;Encrypt=true",
    "Data Source=a;Password=\"SEC;RET\";Encrypt=true",
    "cache:6379,password=SECRET,ssl=False",
    "DefaultEndpointsProtocol=https;AccountName=example;AccountKey=SECRET==;EndpointSuffix=core.windows.net",
    "Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=SECRET",
    "https://x.blob.core.windows.net/c?sv=2024-11-04&sp=r&sig=SECRET",
    "https://example.com/report?page=2&token=SECRET&size=10",
    "https://maps.example.com/js?key=SECRET",
    "app:SECRET@tcp(db:3306)/app?parseTime=true",
    "Authorization: Bearer SECRET",
    "Bearer tangerine-77",
    "curl -H 'X-Api-Key: SECRET' https://api.example.com/health",
    "curl -u admin:SECRET http://localhost:9200/_cluster/health",
    "curl --user admin:SECRET http://localhost",
    "--password SECRET --port 8080",
    "--smtp-password=SECRET",
    "[\"./app\", \"--password\", \"SECRET\", \"--port\", \"8080\"]",
    "[\"--token=SECRET\", \"--port=8080\"]",
    "redis-server --requirepass SECRET --appendonly yes",
    "redis-cli -a SECRET ping",
    "mysqladmin ping -h db -pSECRET",
    "sshpass -p SECRET ssh host",
    "docker login -u app -p SECRET registry.example.com",
    "RUN aws configure set aws_secret_access_key SECRET --profile ci",
    "aws configure set default.aws_session_token SECRET",
    "RUN composer config http-basic.repo.example.com app SECRET && composer install",
    "composer config --global github-oauth.github.com SECRET",
    "composer config --global --auth gitlab-token.gitlab.com app SECRET",
    "RUN bundle config gems.example.com app:SECRET",
    "RUN bundle config set --global gems.example.com app:SECRET",
    "bundle config set gems.example.com SECRET",
    "ENV BUNDLE_GEMS__EXAMPLE__COM=app:SECRET",
    "poetry config http-basic.acme app SECRET",
    "RUN echo 'app:SECRET' | chpasswd",
    "RUN echo app:SECRET|chpasswd",
    "RUN useradd -m -p SECRET app",
    "usermod -p 'SECRET' app",
    "RUN htpasswd -bc /etc/nginx/users app SECRET",
    "htpasswd -Bbn app SECRET > /auth/htpasswd",
    "sshpass -pSECRET ssh host",
    "echo SECRET | docker login -u app --password-stdin registry.example.com",
    "mc alias set store http://minio:9000 app SECRET",
    "rabbitmqctl add_user app SECRET",
    "- '--password ''SECRET'''",
    "command: 'app --token=''SECRET'' --port 8080'",
    "entrypoint: 'DB_PASSWORD=''SECRET'' app'",
    "-Dspring.datasource.password=SECRET -Xmx512m",
    "//registry.npmjs.org/:_authToken=SECRET",
    "//npm.example.com/:_password=SECRET",
    "_auth=SECRET",
    "{\"auths\":{\"registry.example.com\":{\"auth\":\"SECRET\"}}}",
    "{\\\"password\\\":\\\"SECRET\\\"}",
    "machine github.com login app password SECRET",
    "requirepass SECRET",
    "CREATE USER app WITH PASSWORD 'SECRET'",
    "https://hooks.slack.com/services/SECRET",
    "https://discord.com/api/webhooks/SECRET",
    "https://acme.webhook.office.com/SECRET",
    "https://api.telegram.org/botSECRET",
    "  DB_PASSWORD: SECRET",
    "- DB_PASSWORD=SECRET",
    "environment: { DB_PASSWORD: SECRET, PORT: 80 }",
    "ENV API_SECRET SECRET",
    "ENV API_SECRET=SECRET PORT=80",
    "ARG GIT_TOKEN=SECRET",
    "LABEL com.example.api-key=\"SECRET\" version=1",
    "${DB_PASSWORD:-SECRET}",
  ])
  func secretsAreMasked(_ text: String) {
    let secret = "tangerine-77"
    let planted = text.replacing("SEC RET", with: "tangerine- 77")
      .replacing("SEC;RET", with: "tangerine-;77").replacing("SEC/RET", with: "tangerine-/77")
      .replacing("SECRET", with: secret, maxReplacements: 10)
    // A name such as API_SECRET is none.
    let restored = planted.replacing("API_tangerine-77", with: "API_SECRET")
    let shown = recogniser.redacted(restored)
    #expect(!shown.contains("tangerine") && !shown.contains("77"), "\(shown)")
    for kept in ["8080", "ssl=False", "page=2", "size=10", "Encrypt=true", "PORT", "localhost"]
    where text.contains(kept) {
      #expect(shown.contains(kept), "\(shown)")
    }
  }

  /// Prefixes with the vendors' own examples or made up after them.
  @Test(arguments: [
    "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a", "glpat-" + "tangerine-77ahexample",
    "AKIA" + "IOSFODNN7EXAMPLE", "xoxb-" + "000000000000-tangerine-77aj",
    "sk_" + "live_tangerine77aiexample", "AIza" + "SyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe",
    "SG." + "ngeVfQFYQlKU0ufo8x5d1A.TwL2iGABf9DHoTf09kqeF8tAmbihYzrnopKc1s5cr",
    "npm_" + "aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5",
    "eyJ" + "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc123",
  ])
  func tokensAreMaskedWhereverTheyStand(_ token: String) {
    for text in [token, "x=\(token)", "echo \(token) | cat", "# was \(token)"] {
      #expect(!recogniser.redacted(text).contains(token.suffix(8)), "\(text)")
    }
    #expect(recogniser.hasSecret(token))
  }

  @Test func privateKeysAreMaskedToTheirEnd() {
    let key = "-----BEGIN RSA PRIVATE KEY-----\nMIIabc\ndef\n-----END RSA PRIVATE KEY-----"
    #expect(recogniser.redacted("a \(key) b") == "a … b")
    #expect(recogniser.redacted("KEY: -----BEGIN PRIVATE KEY-----MIIabc") == "KEY: …")
  }

  @Test(arguments: [
    "PASSWORD_HASHERS=argon2",
    "PASSWORD_MIN_LENGTH=12", "TOKEN_TTL=3600", "TOKEN_ISSUER=https://issuer.example.com",
    "DB_PASSWORD_FILE=/run/secrets/db", "SIGNING_KEY_PATH: /run/secrets/signing.pem",
    "PORT=8080", "DB_HOST=ledger", "https://example.com/docs?page=2", "http://cache:6379/0",
    "image: postgres:16@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "git@github.com:acme/app.git", "ssh://git@github.com/acme/app.git",
    "https://cdn.jsdelivr.net/npm/vue@3.4.0/dist/vue.js", "user: \"1000:1000\"",
    "docker run -u 1000:1000 app", "DATABASE_URL=postgres://${DB_USER}:${DB_PASSWORD}@db/app",
    "POSTGRES_PASSWORD: ${DB_PASSWORD}", "POSTGRES_PASSWORD: ${DB_PASSWORD:?not set}",
    "secrets: [members_db]", "- ./secrets:/run/secrets:ro", "MAX_TOKENS=4096",
    "TOKENIZERS_PARALLELISM=false", "SSH_PUBLIC_KEY=ssh-ed25519", "CACHE_KEY_PREFIX=app",
    "AUTH_ENABLED=true", "REQUIRE_AUTH: true", "JWT_PUBLIC_KEY_PATH=/etc/jwt.pub",
    "--password-stdin", "--password-file /run/secrets/db", "http://app:3000/webhooks/stripe",
    "KEYCLOAK_URL=https://id.example.com", "npm install vue@3", "pip install -r requirements.txt",
    "mysqldump --port 3306 -p db", "healthcheck: curl -f http://localhost:8080/health",
    "PWD: /app", "API_KEY_HEADER=X-Api-Key", "BYPASS_CACHE=often", "sk-learn-model-serving",
    "bundle config set without development", "bundle config set --local path vendor/bundle",
    "bundle exec rspec a_spec.rb b_spec.rb", "git config user.email app@example.com",
    "composer config repositories.acme vcs https://github.com/acme/app",
    "useradd -m -s /bin/bash app", "htpasswd -c /etc/nginx/users app", "echo a:b | tee /tmp/x",
    "aws configure set region eu-central-1", "ENV MODE=''",
    "key: value", "ACCESS_TOKEN_EXPIRE_MINUTES=30", "AWS_SECRET_NAME=prod/db",
  ])
  func ordinaryTextsStayReadable(_ text: String) {
    #expect(recogniser.redacted(text) == text)
  }

  @Test(arguments: [
    ("ConnectionStrings__A", "Server=a,1433;User Id=sa;Password = p4ss-word;Encrypt=true", 1),
    ("LEDGER_DSN", "host=ledger user=app password=p4ss-word", 1),
    ("APP_DSN", "p4ss-word", 1), ("ConnectionStrings__A", "Server=a;Trusted_Connection=true", 0),
  ])
  func hostsOfConnectionStringsStayReadable(_ name: String, _ value: String, _ count: Int) {
    #expect(recogniser.isSecret(value, named: name) == (count == 1))
    let secrets = recogniser.secrets(in: value, named: name)
    #expect(secrets == (count == 1 ? ["p4ss-word"] : []))
    let line = recogniser.redacted("\(name): \(value)")
    #expect(!line.contains("p4ss") && line.contains("Server=a") == value.contains("Server=a"))
  }

  /// A semicolon with a space behind it ends a command of a shell, and the secret with it.
  @Test(arguments: [
    "export API_TOKEN=SECRET; exec node server.js",
    "PGPASSWORD=SECRET; export PGPASSWORD; exec postgres",
    "RUN export NPM_TOKEN=SECRET; npm ci; rm -f .npmrc",
  ])
  func whatFollowsInAShellStays(_ text: String) {
    let shown = recogniser.redacted(text.replacing("SECRET", with: "tangerine-77"))
    #expect(shown == text.replacing("SECRET", with: SecretRecogniser.mask))
  }

  /// What only looks like a connection string, by its name or by its value, is a secret as a whole.
  @Test(arguments: [
    ("APP_DSN_PASSWORD", "c2VjcmV0cGFzcw=="), ("FRIENDS_NETWORK_TOKEN", "dG9rZW4tb2Y="),
    ("LEADS_NOTIFY_SECRET", "abc=def"), ("CONNECTION_STRING_PASSWORD", "abc=def"),
    ("APP_DSN", "app:pa=ss@tcp(db)/x"), ("APP_DSN", "dG9rZW4tb2Y="),
  ])
  func whatIsNoConnectionStringIsWhollySecret(_ name: String, _ value: String) {
    #expect(recogniser.secrets(in: value, named: name) == [value])
    #expect(!recogniser.redacted("\(name)=\(value)").contains(value.prefix(4)))
  }

  /// A token alone is the user information of an address of NATS.
  @Test func tokensAreUsersOfNATS() {
    #expect(recogniser.redacted("nats://tangerine@n:4222") == "nats://…@n:4222")
  }

  @Test func wordsOfACommandAreTakenWhole() {
    let words = ["app", "--password", "a, b; c", "--port", "8080", "-u", "me:it is"]
    let found = recogniser.secrets(inCommand: words)
    #expect(found == ["a, b; c", "it is"])
    #expect(
      recogniser.replacing(inCommand: words) { _, name in "$\(name ?? "")" }
        == ["app", "--password", "$password", "--port", "8080", "-u", "me:$password"])
  }

  /// Pieces of every form in any order, which come from files that are hostile.
  @Test func anyTextIsRead() {
    let pieces = [
      "://", "@", ":", "=", ";", "\"", "'", "\\", " ", "\n", "password", "-u", "-p", "--token",
      "http", "jdbc:oracle:", "/", "{", "}", "[", "]", ",", "$", "${", "Bearer ", "-----BEGIN ",
      "PRIVATE KEY", "-----", "hooks.slack.com", "ghp_", "é", "1", "\u{0}",
    ]
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<3_000 {
      let text = (0..<Int.random(in: 1...12, using: &generator)).map { _ in
        pieces.randomElement(using: &generator) ?? ""
      }.joined()
      _ = recogniser.redacted(text)
      let words = text.split(separator: " ").map(String.init)
      #expect(recogniser.replacing(inCommand: words) { secret, _ in secret } == words)
    }
  }

  @Test func argumentsOfCommandsAreTakenWhole() {
    for words in [
      ["htpasswd", "-bc", "users", "app", "a&b;c|d>e f"],
      ["sh", "-c", "echo app:tangerine-77 | chpasswd"],
    ] {
      let shown = recogniser.replacing(inCommand: words) { _, _ in "…" }.joined(separator: " ")
      #expect(!shown.contains("a&b") && !shown.contains("e f") && !shown.contains("tangerine"))
    }
  }

  @Test func tokensThatBeginWithANumberAreMaskedUnderAnyName() {
    let token = "123456789:" + "AAtangerine77ExampleOfABotToken1234"
    for text in ["CHAT=\(token)", "note: \(token)", "x --to \(token) y"] {
      #expect(!recogniser.redacted(text).contains("tangerine"), "\(text)")
    }
    let plain = "12345678:abc 10:30 1234567890:80"
    #expect(recogniser.redacted(plain) == plain)
  }
}
