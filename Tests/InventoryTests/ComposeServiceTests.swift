import Documents
import Testing

@testable import Inventory

/// Short and long forms of the compose specification, "Services".
@Suite struct ComposeServiceTests {
  private func service(_ yaml: String) throws -> ComposeService {
    let node = try YAMLReader.read(Array(yaml.utf8), file: "c.yaml")[0]
    return try ComposeService(
      "web", line: 1, Field(ComposeForms.service(node), file: "c.yaml", code: .data))
  }

  @Test(arguments: [
    ("\"3000\"", "3000...3000 - - tcp"), ("3000", "3000...3000 - - tcp"),
    ("\"3000-3005\"", "3000...3005 - - tcp"), ("\"8000:8001\"", "8001...8001 8000 - tcp"),
    ("\"9090-9091:8080-8081\"", "8080...8081 9090-9091 - tcp"),
    ("\"127.0.0.1:8001:8001\"", "8001...8001 8001 127.0.0.1 tcp"),
    ("\"127.0.0.1:5000-5010:5000-5010\"", "5000...5010 5000-5010 127.0.0.1 tcp"),
    ("\"127.0.0.1::5000\"", "5000...5000 - 127.0.0.1 tcp"),
    ("\"6060:6060/udp\"", "6060...6060 6060 - udp"), ("\"[::1]:80:81\"", "81...81 80 [::1] tcp"),
    (
      "{target: 80, published: \"8080\", protocol: TCP, host_ip: 127.0.0.1}",
      "80...80 8080 127.0.0.1 tcp"
    ),
  ])
  func ports(_ port: String, _ expected: String) throws {
    let ports = try service("ports:\n- \(port)\n").ports
    #expect(
      ports.map { "\($0.target) \($0.published ?? "-") \($0.hostAddress ?? "-") \($0.transport)" }
        == [expected])
    #expect(ports[0].evidence == Evidence(file: "c.yaml", line: 2))
    #expect(ports[0].isPublished)
  }

  @Test func exposedPortsAndTextThatIsNone() throws {
    let web = try service("expose: [\"80\", 90/udp]\nports: [\"\", \"x:y\", \"0\", \"70000\"]\n")
    #expect(web.ports.map(\.isPublished) == [false, false])
    #expect(web.ports.map(\.transport) == ["tcp", "udp"])
  }

  @Test(arguments: [
    ("/var/lib/mysql", "anonymous - /var/lib/mysql"),
    ("data:/var/lib/mysql", "volume data /var/lib/mysql"),
    ("./cache:/tmp/cache:ro", "bind ./cache /tmp/cache ro"),
    ("~/configs:/etc/configs/:z,ro", "bind ~/configs /etc/configs/ ro"),
    ("/opt/data:/data", "bind /opt/data /data"),
    (#"C:\data:/data"#, #"bind C:\data /data"#), ("C:/data:/data:rw", "bind C:/data /data"),
    ("{type: bind, source: ./x, target: /y, read_only: true}", "bind ./x /y ro"),
    ("{type: volume, target: /y}", "anonymous - /y"),
    ("{type: volume, source: v, target: /y}", "volume v /y"),
    ("{type: tmpfs, target: /y}", "tmpfs - /y"),
    ("{type: npipe, source: p, target: /y}", "other p /y"),
  ])
  func mounts(_ mount: String, _ expected: String) throws {
    let mounts = try service("volumes:\n- \(mount)\n").mounts
    #expect(
      mounts.map {
        "\($0.kind.rawValue) \($0.source ?? "-") \($0.target)" + ($0.isReadOnly ? " ro" : "")
      } == [expected])
  }

  @Test(arguments: [
    ("nginx", "docker.io nginx - -"), ("nginx:1.25", "docker.io nginx 1.25 -"),
    ("library/nginx", "docker.io nginx - -"), ("docker.io/library/nginx:1", "docker.io nginx 1 -"),
    ("bitnami/redis:7", "docker.io bitnami/redis 7 -"),
    ("ghcr.io/a/b/c:v1", "ghcr.io a/b/c v1 -"), ("localhost:5000/x", "localhost:5000 x - -"),
    ("registry:5000/x:y", "registry:5000 x y -"),
    ("x@sha256:ab", "docker.io x - sha256:ab"), ("x:1@sha256:ab", "docker.io x 1 sha256:ab"),
  ])
  func images(_ text: String, _ expected: String) throws {
    let image = ImageReference(text)
    #expect(
      "\(image.registry) \(image.repository) \(image.tag ?? "-") \(image.digest ?? "-")" == expected
    )
  }

  @Test func environmentInBothForms() throws {
    let list = try service("environment:\n- A=1\n- B=x=y\n- C\n- A=2\n").environment
    #expect(list.map { "\($0.name)=\($0.value ?? "?")" } == ["A=2", "B=x=y", "C=?"])
    let mapping = try service("environment:\n  A: 1\n  B: true\n  C:\n  D: \"\"\n").environment
    #expect(mapping.map { "\($0.name)=\($0.value ?? "?")" } == ["A=1", "B=true", "C=?", "D="])
    #expect(mapping.map(\.evidence.line) == [2, 3, 4, 5])
  }

  @Test func theRest() throws {
    let web = try service(
      """
      build: ./app
      depends_on: [db]
      command: sh -c "run 'it' now"
      entrypoint: ["a b", c]
      tmpfs: /run:size=1m
      profiles: debug
      mem_limit: 1.5gb
      cpus: 0.5
      deploy: {replicas: 3, resources: {reservations: {memory: 64M, devices: [{capabilities: [gpu]}]}}}
      """)
    #expect(web.build?.context == "./app")
    #expect(web.dependencies.map { "\($0.service) \($0.condition)" } == ["db service_started"])
    #expect(web.command == ["sh", "-c", "run 'it' now"])
    #expect(web.entrypoint == ["a b", "c"])
    #expect(web.mounts.map(\.target) == ["/run"])
    #expect(web.profiles == ["debug"])
    #expect(web.resources.memoryLimit == 1_610_612_736)
    #expect(web.resources.memoryReservation == 64 << 20)
    #expect(web.resources.cpuLimit?.text == "0.5")
    #expect(web.resources.replicas == 3)
    #expect(web.resources.gpu?.line == 9)
  }

  /// POSIX shells, 2.2 "Quoting".
  @Test(arguments: [
    ("a  b\tc", ["a", "b", "c"]), ("'a b' \"c d\"", ["a b", "c d"]), ("a\\ b", ["a b"]),
    ("a'b'\"c\"", ["abc"]), ("'a\\b' \"a\\\"b\\n\"", ["a\\b", "a\"b\\n"]), ("''", [""]), ("", []),
    ("$HOME `x` ${Y}", ["$HOME", "`x`", "${Y}"]),
  ])
  func shellWords(_ text: String, _ words: [String]) {
    #expect(ShellWords.split(text) == words)
  }
}
