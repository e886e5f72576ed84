import Testing
import Units

@testable import Documents

/// Values are compared with those of the same document as JSON.
@Suite struct YAMLReaderTests {
  @Test(arguments: [
    // Collections by indentation.
    ("a: 1\nb: two\n", #"{"a": 1, "b": "two"}"#),
    ("a:\n  b:\n    c: d\n  e: f\n", #"{"a": {"b": {"c": "d"}, "e": "f"}}"#),
    ("- a\n- b\n", #"["a", "b"]"#),
    ("ports:\n- 80\n- 443\nimage: x\n", #"{"ports": [80, 443], "image": "x"}"#),
    ("ports:\n  - 80\nimage: x\n", #"{"ports": [80], "image": "x"}"#),
    ("- a: 1\n  b: 2\n- c: 3\n", #"[{"a": 1, "b": 2}, {"c": 3}]"#),
    ("- - a\n  - b\n- - c\n", #"[["a", "b"], ["c"]]"#),
    ("-\n  a: 1\n-\n  - 2\n", #"[{"a": 1}, [2]]"#),
    ("a:\nb:\n", #"{"a": null, "b": null}"#),
    ("a:\n  - \n  - x\n", #"{"a": [null, "x"]}"#),
    ("\"a b\": 1\n'c': 2\n", #"{"a b": 1, "c": 2}"#),
    ("80: http\ntrue: x\n", #"{"80": "http", "true": "x"}"#),
    // Types of the core schema.
    (
      "[1, -2, +3, 0x1F, 0o17, 1.5, .5, 1., 1e3, 007]",
      "[\u{1}1, \u{1}-2, \u{1}+3, \u{1}0x1F, \u{1}0o17, \u{1}1.5, \u{1}.5, \u{1}1., \u{1}1e3, \u{1}007]"
    ),
    ("[true, False, TRUE, yes, no, on, Off]", #"[true, false, true, "yes", "no", "on", "Off"]"#),
    ("[~, null, Null, NULL, nULL]", #"[null, null, null, null, "nULL"]"#),
    (
      "[1_000, 1:30, 2001-01-01, 0b1, 1.2.3]",
      #"["1_000", "1:30", "2001-01-01", "0b1", "1.2.3"]"#
    ),
    // Plain scalars.
    ("a: b:c http://x/y#z\n", #"{"a": "b:c http://x/y#z"}"#),
    ("a: b # c\n# d\n\ne: f#g\n", #"{"a": "b", "e": "f#g"}"#),
    ("a: one\n  two\n\n  three\nb: x\n", #"{"a": "one two\nthree", "b": "x"}"#),
    ("- one\n  two\n- three\n", #"["one two", "three"]"#),
    ("a: -x\nb: ?y\nc: :z\n", #"{"a": "-x", "b": "?y", "c": ":z"}"#),
    ("a: \"\"\nb: ''\n", #"{"a": "", "b": ""}"#),
    // Quoted scalars.
    (#"a: "x\ty\n\u00e9\x41\U0001F600\uD83D\uDE00\\\"\/""#, #"{"a": "x\ty\néA😀😀\\\"/"}"#),
    ("a: 'it''s \\n'\n", #"{"a": "it's \\n"}"#),
    ("a: \"one\n  two\n\n  three \\\n  four\"\n", #"{"a": "one two\nthree four"}"#),
    ("a: 'one\n\n  two'\n", #"{"a": "one\ntwo"}"#),
    ("a: \"x # y: z\" # c\n", #"{"a": "x # y: z"}"#),
    // Literal and folded scalars.
    ("a: |\n  x\n   y\n\n  z\nb: 1\n", #"{"a": "x\n y\n\nz\n", "b": 1}"#),
    ("a: |-\n  x\n\nb: |+\n  y\n\nc: |\n  z\n\n", #"{"a": "x", "b": "y\n\n", "c": "z\n"}"#),
    ("a: >\n  x\n  y\n\n  z\n   k\n  l\n", #"{"a": "x y\nz\n k\nl\n"}"#),
    ("a: >-\n  x\n  y\n", #"{"a": "x y"}"#),
    ("a: |2\n   x\n  y\n", #"{"a": " x\ny\n"}"#),
    ("a: |\n\n  x\n", #"{"a": "\nx\n"}"#),
    ("a: |\nb: 1\n", #"{"a": "", "b": 1}"#),
    ("- |\n  x\n- >\n  y\n", #"["x\n", "y\n"]"#),
    ("a: | # c\n  # d\n", #"{"a": "\u0023 d\n"}"#),
    // Collections in brackets.
    (
      "a: [x, 'y', \"z\", {b: 1, c: }, [ ], {}]\n",
      #"{"a": ["x", "y", "z", {"b": 1, "c": null}, [], {}]}"#
    ),
    (
      "a: [\n  x, # c\n  y,\n]\nb: {\n  c: d,\n  e: f\n}\n",
      #"{"a": ["x", "y"], "b": {"c": "d", "e": "f"}}"#
    ),
    ("[a b\n c, http://x:80/y]", #"["a b c", "http://x:80/y"]"#),
    (#"{"a":1, "b":[2]}"#, #"{"a": 1, "b": [2]}"#),
    ("[a: 1, b]", #"[{"a": 1}, "b"]"#),
    ("[\"CMD\", \"curl -f http://x || exit 1\"]", #"["CMD", "curl -f http://x || exit 1"]"#),
    // Anchors, aliases and merge keys.
    ("a: &x 1\nb: *x\n", #"{"a": 1, "b": 1}"#),
    ("a: &x\n  c: 1\nb: *x\n", #"{"a": {"c": 1}, "b": {"c": 1}}"#),
    (
      "x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  b: 3\n",
      #"{"x": {"a": 1, "b": 2}, "y": {"a": 1, "b": 3}}"#
    ),
    (
      "x: &x {a: 1}\ny: &y {a: 2, b: 2}\nz:\n  <<: [*x, *y]\n",
      #"{"x": {"a": 1}, "y": {"a": 2, "b": 2}, "z": {"a": 1, "b": 2}}"#
    ),
    ("- &x a\n- *x\n- [*x, *x]\n", #"["a", "a", ["a", "a"]]"#),
    ("a: &x\nb: *x\n", #"{"a": null, "b": null}"#),
    // Tags.
    ("a: !!str 1\nb: !!int 2\nc: !!map {}\nd: ! 3\n", #"{"a": "1", "b": 2, "c": {}, "d": "3"}"#),
    // Marks of documents, byte order marks, line ends.
    ("\u{FEFF}%YAML 1.2\n---\na: 1\n...\n", #"{"a": 1}"#),
    ("--- # c\na: 1\n", #"{"a": 1}"#), ("--- x\n", #""x""#),
    ("a: 1\r\nb:\r\n  - c\r\n", #"{"a": 1, "b": ["c"]}"#),
    ("  a: 1\n  b: 2\n", #"{"a": 1, "b": 2}"#), ("a:\t1\n", #"{"a": 1}"#),
    ("a: 1 \t\n\t\nb: 2", #"{"a": 1, "b": 2}"#),
  ])
  func values(_ yaml: String, _ json: String) throws {
    let documents = try read(yaml)
    let expected = try described(json)
    #expect(documents.map(described) == [expected])
  }

  /// The JSON; one with numbers that only YAML writes marks each with `\u{1}` and is taken as it is.
  private func described(_ json: String) throws -> String {
    guard json.contains("\u{1}") else {
      return described(try JSONReader.read(Array(json.utf8), file: "x"))
    }
    return json.replacing("\u{1}", with: "").replacing(", ", with: ",")
  }

  private func described(_ node: Node) -> String {
    switch node.content {
    case .scalar(let scalar):
      switch scalar.kind {
      case .null: return "null"
      case .bool, .number: return scalar.text
      default: return "\(quotedText(scalar.text)) \(scalar.text.utf8.count)"
      }
    case .sequence(let elements): return "[" + elements.map(described).joined(separator: ",") + "]"
    case .mapping(let entries):
      return "{" + entries.map { "\($0.key): \(described($0.value))" }.joined(separator: ",") + "}"
    }
  }

  private func read(_ text: String) throws -> [Node] {
    try YAMLReader.read(Array(text.utf8), file: "c.yaml")
  }

  @Test func severalDocuments() throws {
    #expect(
      try read("a: 1\n---\nb: 2\n...\n---\n- c\n").map(described) == [
        "{a: 1}", "{b: 2}", "[\"c\" 1]",
      ])
    #expect(try read("").isEmpty)
    #expect(try read("# nothing\n---\n").isEmpty)
  }

  @Test func linesAndFile() throws {
    let node = try read(
      "# c\nservices:\n  web:\n\n    image: >\n      x\n    ports: [80,\n      443]\n")[0]
    let field = Field(node, file: "other", code: .data)
    let web = try field["services"]["web"]
    #expect(try web["image"].line == 5)
    #expect(try web["ports"].elements().map(\.line) == [7, 8])
    #expect(web.line == 5)
    #expect(
      try web["ports"].elements()[1].failure("is odd").message
        == "c.yaml:8: services.web.ports[1] is odd")
    #expect(try web.entries().map(\.key) == ["image", "ports"])
  }

  @Test func tagsOfTheApplication() throws {
    let node = try read("a: !reset null\nb: !override\n  - x\nc: !reset []\n")[0]
    guard case .mapping(let entries) = node.content else { return #expect(Bool(false)) }
    #expect(entries.map(\.value.tag) == ["!reset", "!override", "!reset"])
  }

  // MARK: Refusals

  @Test(arguments: [
    ("a: 1\na: 2\n", "c.yaml:2: the key \"a\" appears twice, first on line 1"),
    ("{a: 1, a: 2}", "c.yaml:1: the key \"a\" appears twice, first on line 1"),
    ("a: *x\n", "c.yaml:1: the alias \"*x\" has no anchor above it"),
    ("a: &a [*a]\n", "c.yaml:1: the alias \"*a\" has no anchor above it"),
    ("a:\n\tb: 1\n", "c.yaml:2: a tab is used as indentation"),
    ("a: b: c\n", "c.yaml:1: a mapping must not begin on the line of its key"),
    ("a: - b\n", "c.yaml:1: a list must not begin on the line of its key"),
    (
      "a:\n    b: 1\n  c: 2\n",
      "c.yaml:3: \"c: 2\" is indented by 2, which is no level of what is above it"
    ),
    ("a: 1\n  b: 2\n", "c.yaml:2: a text of several lines is followed by \":\""),
    ("a\nb: 1\n", "c.yaml:2: a text of several lines is followed by \":\""),
    ("a: 1\nb\n", "c.yaml:2: expected \":\" after the key \"b\""),
    ("a: 1\n- b\n", "c.yaml:2: a list stands where a key of the mapping is expected"),
    ("a: [1, 2\n", "c.yaml:1: a bracket is never closed"),
    ("a: [1 2: 3\n", "c.yaml:1: a bracket is never closed"),
    ("a: {b: 1]\n", "c.yaml:1: expected \",\" or \"}\" in brackets"),
    ("a: [,]\n", "c.yaml:1: a value is missing in the brackets"),
    ("a: \"b\nc", "c.yaml:1: a quotation mark is never closed"),
    ("a: 'b", "c.yaml:1: a quotation mark is never closed"),
    ("a: \"b\" c\n", "c.yaml:1: unexpected text \"c\" after a value"),
    ("a: \"\\q\"\n", "c.yaml:1: the escape \"\\q\" is unknown"),
    ("a: \"\\uD800\"\n", "c.yaml:1: an escape stands for no character"),
    ("a: \"\\x4\"\n", "c.yaml:1: the escape \"\\x\" needs 2 hexadecimal digits"),
    ("? a\n: b\n", "c.yaml:1: keys of the form \"? key\" are not supported"),
    ("[a]: b\n", "c.yaml:1: a list or a mapping as a key is not supported"),
    ("a: &x b\n*x : c\n", "c.yaml:2: an alias as a key is not supported"),
    ("a: !!binary aGk=\n", "c.yaml:1: the tag \"!!binary\" is not supported"),
    ("a: !vault x\n", "c.yaml:1: the tag \"!vault\" is not supported"),
    ("a: !!int x\n", "c.yaml:1: the value is not what its tag !!int says"),
    ("%TAG ! x\n---\na\n", "c.yaml:1: the directive %TAG is not supported"),
    ("a: @b\n", "c.yaml:1: a value must not begin with \"@\""),
    ("a: `b`\n", "c.yaml:1: a value must not begin with \"`\""),
    ("a: %b\n", "c.yaml:1: a value must not begin with \"%\""),
    ("a: |x\n  b\n", "c.yaml:1: unexpected text \"x\" after \"|\" or \">\""),
    (
      "a: |\n    \n  b\n",
      "c.yaml:2: an empty line before the text is indented by more than the text"
    ),
    ("<<: 1\n", "c.yaml:1: the merge key \"<<\" wants a mapping or a list of them"),
    ("a: b\u{0}c\n", "c.yaml:1: the file holds a zero byte"),
    ("{a: 1}\nb: 2\n", "c.yaml:2: expected the end of the document"),
  ])
  func refused(_ yaml: String, _ message: String) {
    let failure = #expect(throws: Failure.self) { try read(yaml) }
    #expect(failure?.message == message)
    #expect(failure?.code == .data)
  }

  @Test func textThatIsNotUTF8() {
    let failure = #expect(throws: Failure.self) {
      try YAMLReader.read([0x61, 0x3A, 0x20, 0xFF, 0x0A], file: "c.yaml")
    }
    #expect(failure?.message == "c.yaml:1: the text is not valid UTF-8")
  }
}
