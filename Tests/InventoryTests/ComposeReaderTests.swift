import Foundation
import Testing
import Units

@testable import Inventory

@Suite final class ComposeReaderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ name: String, _ text: String) throws { try folder.write(name, text) }

  private func read(_ names: String..., profiles: [String] = []) throws -> ComposeProject {
    do {
      return try ComposeReader.read(
        names.map { "\(folder.path)/\($0)" }, profiles: profiles)
    } catch var failure as Failure {
      failure.message = failure.message.replacing(folder.path + "/", with: "")
      failure.message = failure.message.replacing(folder.path, with: ".")
      throw failure
    }
  }

  private func expectRefusal(_ names: String..., message: String) {
    let failure = #expect(throws: Failure.self) {
      try names.count == 1 ? read(names[0]) : read(names[0], names[1])
    }
    #expect(failure?.message == message)
  }

  // MARK: Merge

  /// The examples of the compose specification, "Merge": mappings by key, lists appended, commands
  /// replaced, volumes by their target, `!reset` and `!override`.
  @Test func laterFilesCountMore() throws {
    try write(
      "a.yaml",
      """
      services:
        app:
          image: app:1
          command: one
          environment: [A=1, B=2]
          ports: ["8080:80"]
          volumes: ["old:/work", "./x:/x"]
          dns: 1.1.1.1
          labels: {l: "1"}
        gone:
          image: x
      """)
    try write(
      "b.yaml",
      """
      services:
        app:
          image: app:2
          command: [two]
          environment: {B: 3, C: 4}
          ports: ["8443:443"]
          volumes: ["new:/work"]
          labels: !override {m: "2"}
        gone: !reset null
        added:
          image: y
      volumes: {new: }
      """)
    let project = try read("a.yaml", "b.yaml")
    #expect(project.services.map(\.name) == ["added", "app"])
    let app = project.services[1]
    #expect(app.image?.tag == "2")
    #expect(app.command == ["two"])
    #expect(app.environment.map { "\($0.name)=\($0.value ?? "")" } == ["A=1", "B=3", "C=4"])
    #expect(app.ports.map(\.target.lowerBound) == [80, 443])
    #expect(app.mounts.map { "\($0.source ?? ""):\($0.target)" } == ["./x:/x", "new:/work"])
    #expect(try app.definition["labels"].entries().map(\.key) == ["m"])
    // Each value knows the file it comes from.
    #expect(
      app.ports.map { ($0.evidence.file as NSString).lastPathComponent } == ["a.yaml", "b.yaml"])
    #expect(app.ports.map(\.evidence.line) == [6, 6])
  }

  // MARK: Extends and include

  @Test func extendsWithinAndAcrossFiles() throws {
    try write(
      "base/common.yaml",
      """
      services:
        web:
          extends: {service: core}
          environment: {B: 2}
        core:
          image: core
          environment: {A: 1, B: 1}
      """)
    try write(
      "compose.yaml",
      """
      services:
        app:
          extends: {file: base/common.yaml, service: web}
          environment: {C: 3}
        short:
          extends: app
      """)
    let project = try read("compose.yaml")
    #expect(project.services.map { $0.image?.repository } == ["core", "core"])
    #expect(
      project.services[0].environment.map { "\($0.name)=\($0.value ?? "")" } == [
        "A=1", "B=2", "C=3",
      ])
  }

  /// "The local project's environment has precedence" (compose specification, "Include").
  @Test func includeHasVariablesOfItsOwn() throws {
    try write(".env", "TAG=outer\nONLY=o\n")
    try write("sub/.env", "TAG=inner\nINNER=i\n")
    try write("sub/compose.yaml", "services: {db: {image: \"db:${TAG}-${ONLY}-${INNER}\"}}\n")
    try write("other.yaml", "services: {cache: {image: \"cache:${TAG}\"}}\n")
    try write(
      "compose.yaml",
      "include: [sub/compose.yaml, {path: other.yaml}]\nservices: {app: {image: \"app:$TAG\"}}\n")
    let project = try read("compose.yaml")
    #expect(project.services.map { $0.image?.tag } == ["outer", "outer", "outer-o-i"])
    #expect(project.files.count == 3)
  }

  @Test func profilesAndUnsetVariables() throws {
    try write(
      "compose.yaml",
      "services:\n  a: {image: \"$X\"}\n  b: {image: y, profiles: [debug]}\n  c: {image: z, profiles: [test]}\n"
    )
    let project = try read("compose.yaml")
    #expect(project.services.map(\.name) == ["a"])
    #expect(project.inactiveServices == ["b", "c"])
    #expect(project.unsetVariables == ["X"])
    #expect(try read("compose.yaml", profiles: ["debug"]).services.map(\.name) == ["a", "b"])
    #expect(try read("compose.yaml", profiles: ["*"]).inactiveServices.isEmpty)
  }

  /// What `docker compose config --format json` prints is a compose file as well.
  @Test func json() throws {
    try write(
      "c.json",
      #"{"name": "x", "services": {"web": {"image": "nginx", "ports": [{"mode": "ingress", "target": 80, "published": "8080", "protocol": "tcp"}]}}}"#
    )
    #expect(try read("c.json").services[0].ports[0].published == "8080")
  }

  // MARK: Refusals

  @Test func badFiles() throws {
    try write("list.yaml", "- a\n")
    expectRefusal("list.yaml", message: "list.yaml:1: the document is no compose file")
    try write("empty.yaml", "# nothing\n")
    expectRefusal("empty.yaml", message: "empty.yaml: no services in it")
    try write("old.yaml", "web:\n  image: nginx\n")
    expectRefusal("old.yaml", message: "old.yaml:1: the document has no services")
    try write("text.yaml", "services:\n  web: nginx\n")
    expectRefusal("text.yaml", message: "text.yaml:2: services.web \"nginx\" is not a mapping")
    try write("var.yaml", "services:\n  web:\n    image: ${TAG:?which}\n")
    expectRefusal(
      "var.yaml", message: "var.yaml:3: the value needs the variable TAG: which")
    expectRefusal("none.yaml", message: "cannot read none.yaml: No such file or directory")
  }

  @Test func recursion() throws {
    try write("a.yaml", "include: [b.yaml]\nservices: {x: {image: y}}\n")
    try write("b.yaml", "include: [a.yaml]\nservices: {z: {image: y}}\n")
    expectRefusal("a.yaml", message: "a.yaml: files include each other deeper than 20 levels")
    try write("e.yaml", "services:\n  a: {extends: b}\n  b: {extends: a}\n")
    expectRefusal("e.yaml", message: "e.yaml:2: services.a.extends leads back to itself")
    try write("n.yaml", "services:\n  app: {extends: bse}\n  base: {image: x}\n")
    expectRefusal(
      "n.yaml",
      message: "n.yaml:2: services.app.extends names the service \"bse\", which there is not; did "
        + "you mean \"base\"?")
  }

  @Test func nothingOutsideIsRead() throws {
    try write("in/compose.yaml", "include: [../out.yaml]\nservices: {a: {image: b}}\n")
    try write("out.yaml", "services: {secret: {image: b}}\n")
    expectRefusal(
      "in/compose.yaml", message: "out.yaml: it is outside the project's folder in")
    try write("in/link.yaml.txt", "")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/in/link.yaml",
      withDestinationPath: folder.path + "/out.yaml")
    expectRefusal("in/link.yaml", message: "in/link.yaml: it is outside the project's folder in")
    expectRefusal("in", message: "in: it is no plain file")
  }

  @Test func aThousandServices() throws {
    let services = (0..<1_000).map {
      "  s\($0):\n    image: x:\($0)\n    ports: [\"\($0 + 1):80\"]\n    depends_on: [\($0 > 0 ? "s0" : "")]\n"
    }
    try write("big.yaml", "services:\n" + services.joined())
    #expect(try read("big.yaml").services.count == 1_000)
  }
}
