import Testing
import Units

@testable import Inventory

@Suite struct EnvironmentFileTests {
  private func read(_ text: String) throws -> [String] {
    try EnvironmentFile(Array(text.utf8), file: ".env").variables.map {
      "\($0.line) \($0.name)=\($0.value)"
    }
  }

  /// The examples of the compose specification, "Env_file format", and of Docker's documentation,
  /// "Set environment variables: .env file syntax".
  @Test func values() throws {
    let text = """
      # a comment
      VAR=VAL
      VAR2="VAL"
      VAR3='VAL'
      export VAR4=VAL # comment
      VAR5=VAL#not a comment
      VAR6="VAL # not" # comment
      VAR7='$OTHER'
      VAR8="some\\tvalue"
      VAR9='some\\tvalue'
      VAR10=
      VAR11
      VAR12 = a b
      VAR13: yaml
      MULTI="one
      two"
      LAST='Let\u{2019}s go!'
      """
    #expect(
      try read(text) == [
        "2 VAR=VAL", "3 VAR2=VAL", "4 VAR3=VAL", "5 VAR4=VAL", "6 VAR5=VAL#not a comment",
        "7 VAR6=VAL # not", "8 VAR7=$OTHER", "9 VAR8=some\tvalue", "10 VAR9=some\\tvalue",
        "11 VAR10=", "12 VAR11=", "13 VAR12=a b", "14 VAR13=yaml", "15 MULTI=one\ntwo",
        "17 LAST=Let\u{2019}s go!",
      ])
    #expect(try read("\u{FEFF}A=1\r\nB=2\r\n") == ["1 A=1", "2 B=2"])
  }

  @Test(arguments: [
    ("A=1\n=x\n", ".env:2: the line is not NAME=value"),
    ("A='x\ny\n", ".env:1: a quotation mark is never closed"),
    ("a b c\n", ".env:1: the line is not NAME=value"),
  ])
  func refused(_ text: String, _ message: String) {
    let failure = #expect(throws: Failure.self) { try read(text) }
    #expect(failure?.message == message)
  }
}
