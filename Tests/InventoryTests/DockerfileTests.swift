import Testing
import Units

@testable import Inventory

/// Examples of the Dockerfile reference (docs.docker.com/reference/dockerfile).
@Suite struct DockerfileTests {
  private func read(_ text: String) throws -> Dockerfile {
    try Dockerfile.read(Array(text.utf8), file: "Dockerfile")
  }

  private func described(_ dockerfile: Dockerfile) -> [String] {
    dockerfile.stages.flatMap { stage in
      ["\(stage.line) FROM \(stage.base)" + (stage.name.map { " AS \($0)" } ?? "")]
        + stage.instructions.map { "\($0.line) \($0.keyword) \($0.arguments)" }
    }
  }

  @Test func stages() throws {
    let dockerfile = try read(
      """
      # syntax=docker/dockerfile:1
      ARG NODE=20
      ARG IMAGE=node:${NODE}-slim
      FROM --platform=$BUILDPLATFORM ${IMAGE} AS Build
      WORKDIR /app
      copy package.json ./
      run npm ci && \\
          # a comment in between

          npm run build
      FROM nginx:${TAG:-1.27}
      COPY --from=build --chown=1:1 /app/dist /usr/share/nginx/html
      CMD ["nginx", "-g", "daemon off;"]
      """)
    #expect(
      described(dockerfile) == [
        "4 FROM node:20-slim AS build", "5 WORKDIR /app", "6 COPY package.json ./",
        "7 RUN npm ci && npm run build", "11 FROM nginx:1.27",
        "12 COPY /app/dist /usr/share/nginx/html", "13 CMD [\"nginx\", \"-g\", \"daemon off;\"]",
      ])
    #expect(dockerfile.stages[0].platform == "$BUILDPLATFORM")
    #expect(dockerfile.finalStage.instructions[0].flag("from") == "build")
    #expect(dockerfile.finalStage.last("CMD")?.execForm == ["nginx", "-g", "daemon off;"])
    #expect(dockerfile.stage("BUILD")?.line == 4)
    #expect(dockerfile.stage("1")?.line == 11)
    #expect(dockerfile.stage("other") == nil)
  }

  @Test func execAndShellForm() throws {
    let instructions = try read(
      "FROM a\nCMD [\"a\", \"b c\"]\nCMD a b\nCMD ['a']\nCMD [ 1 ]\nRUN [ -f x ] && y\n"
    ).finalStage.instructions
    #expect(instructions.map(\.execForm) == [["a", "b c"], nil, nil, nil, nil])
  }

  @Test func heredocs() throws {
    let instructions = try read(
      """
      FROM a
      RUN <<EOF
      # not a comment
      echo one \\
      EOF
      COPY <<-"A" <<B /x/
      \t\tfirst
      \tA
      second
      B
      RUN cat <<< x && echo "<<EOF"
      USER me
      """
    ).finalStage.instructions
    #expect(instructions.map(\.keyword) == ["RUN", "COPY", "RUN", "USER"])
    #expect(instructions[0].heredocs.map(\.body) == ["# not a comment\necho one \\\n"])
    #expect(instructions[1].heredocs.map(\.body) == ["first\n", "second\n"])
    #expect(instructions[3].line == 12)
  }

  @Test func escapeDirectiveAndLineEnds() throws {
    let dockerfile = try read("# escape=`\r\nFROM a\r\nRUN dir c:\\`\r\n  x\r\n")
    #expect(described(dockerfile) == ["2 FROM a", "3 RUN dir c:\\x"])
    let marked = try read("\u{FEFF}FROM a\n")
    #expect(marked.finalStage.base == "a")
  }

  /// A variable that only the builder knows stays as it is written.
  @Test func argumentsWithoutDefaults() throws {
    #expect(try read("ARG A\nFROM x:$A\n").finalStage.base == "x:$A")
    #expect(try read("ARG A=1 B=2\nARG A=3\nFROM x:$A-${B}\n").finalStage.base == "x:3-2")
  }

  @Test(arguments: [
    ("", "Dockerfile: it has no FROM"), ("ARG A=1\n", "Dockerfile: it has no FROM"),
    ("RUN x\nFROM a\n", "Dockerfile:1: RUN stands before the first FROM"),
    ("FROM a\nRUM x\n", "Dockerfile:2: \"RUM\" is no instruction; did you mean \"RUN\"?"),
    ("FROM\n", "Dockerfile:1: FROM wants an image, or an image AS a name"),
    ("FROM a b c\n", "Dockerfile:1: FROM wants an image, or an image AS a name"),
    ("FROM a\nRUN <<EOF\nx\n", "Dockerfile:2: the text up to \"EOF\" never ends"),
    ("FROM a\u{0}\n", "Dockerfile: it is not UTF-8 text"),
  ])
  func refused(_ text: String, _ message: String) {
    let failure = #expect(throws: Failure.self) { try read(text) }
    #expect(failure?.message == message)
  }

  @Test func hostile() {
    let sample = "# escape=\\\nARG A=1\nFROM a:$A AS b\nRUN <<E x \\\n y\nz\nE\nCMD [\"a\"]\n"
    var generator = SeededGenerator(seed: 1, "dockerfile", "hostile")
    let alphabet = Array("\n\\<E\"'[]#$ =-\t\u{FF}".utf8)
    for round in 0..<3_000 {
      var bytes = Array(sample.utf8)
      if round < bytes.count {
        bytes = Array(bytes[..<round])
      } else {
        bytes[Int(generator.below(bytes.count))] = alphabet[Int(generator.below(alphabet.count))]
      }
      do {
        _ = try Dockerfile.read(bytes, file: "Dockerfile")
      } catch {
        #expect((error as? Failure)?.message.hasPrefix("Dockerfile") == true)
      }
    }
  }
}
