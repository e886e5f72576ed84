import Testing
import Units

@testable import Documents

/// Documents that others wrote to do harm: each is read or refused, in bounded time and memory.
@Suite struct HostileYAMLTests {
  private static let sample = """
    x-common: &common
      restart: always
      env: {A: "1", 'B': [x, y]}
    services:
      web:
        <<: *common
        command: ["a", "b"]   # why
        text: |
          one
            two
        folded: >-
          one
          two
        ports:
        - "80:80"
        - target: 80
    """

  private func outcome(_ bytes: [UInt8]) -> String {
    do {
      return "read \(try YAMLReader.read(bytes, file: "c.yaml").count)"
    } catch let failure as Failure {
      return failure.message
    } catch {
      return "\(error)"
    }
  }

  @Test func cutAnywhere() {
    let bytes = Array(Self.sample.utf8)
    for length in 0...bytes.count {
      let outcome = outcome(Array(bytes[..<length]))
      #expect(outcome.hasPrefix("read") || outcome.hasPrefix("c.yaml:"))
    }
  }

  @Test func changedAnywhere() {
    var generator = SeededGenerator(seed: 1, "yaml", "hostile")
    let alphabet = Array("\n\n  \t:-?#&*!|>'\"[]{},%@`~<a1\\\u{FF}".utf8)
    for _ in 0..<4_000 {
      var bytes = Array(Self.sample.utf8)
      for _ in 0..<3 {
        let place = Int(generator.below(bytes.count))
        let byte = alphabet[Int(generator.below(alphabet.count))]
        if generator.below(2) == 0 { bytes[place] = byte } else { bytes.insert(byte, at: place) }
      }
      let outcome = outcome(bytes)
      #expect(outcome.hasPrefix("read") || outcome.hasPrefix("c.yaml:"))
    }
  }

  @Test func aliasesThatMultiply() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...20 {
      let list = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(list)]\n"
    }
    #expect(
      outcome(Array(text.utf8)).hasSuffix(
        "the aliases of the file stand for more than 1000000 values"))
  }

  @Test(arguments: ["[", "{a: ", "- "])
  func deepNesting(_ opening: String) {
    let text = String(repeating: opening, count: 100_000)
    #expect(outcome(Array(text.utf8)) == "c.yaml:1: nested deeper than 200 levels")
  }

  @Test func deepAliases() {
    var text = "a0: &a0 [x]\n"
    for level in 1...300 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
    #expect(outcome(Array(text.utf8)).hasSuffix("nested deeper than 200 levels"))
  }

  @Test func tooLarge() {
    #expect(
      outcome([UInt8](repeating: 0x20, count: YAMLReader.largestFile + 1))
        == "c.yaml:1: the file is larger than 64 MiB")
  }
}
