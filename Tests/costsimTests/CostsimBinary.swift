import Foundation
import Testing

/// The built program, run in an empty folder of its own that goes away with this object.
final class CostsimBinary {
  /// What one run left behind.
  struct Run {
    let code: Int32
    /// Whether a signal ended it; `code` is the signal's number then.
    let wasSignalled: Bool
    let output: Data
    let errors: String

    var text: String { String(decoding: output, as: UTF8.self) }
    var lines: [String] { text.split(whereSeparator: \.isNewline).map(String.init) }
  }

  struct TimedOut: Error {}

  /// Seconds after which a run counts as hung; a busy machine does not come near.
  private static let hangs = 3_600.0

  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "costsim-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try FileManager.default.createDirectory(at: streams, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
    try? FileManager.default.removeItem(at: streams)
  }

  /// The executable next to the test bundle, else where `swift build` puts it.
  static let executable: URL = {
    let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    let folders = [bundle, repository.appendingPathComponent(".build/debug")]
    let files = folders.map { $0.appendingPathComponent("costsim") }
    return files.first { FileManager.default.isExecutableFile(atPath: $0.path) } ?? files[1]
  }()

  static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  // MARK: Files

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    try write(name, Data(text.utf8))
  }

  @discardableResult
  func write(_ name: String, _ bytes: Data) throws -> String {
    let file = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try bytes.write(to: file)
    return name
  }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent(name), withIntermediateDirectories: true)
  }

  func contents(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: folder.appendingPathComponent(name)), as: UTF8.self)
  }

  /// Every name in the folder, so that a test sees what was left behind.
  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  // MARK: Runs

  /// Runs costsim with these words; throws `TimedOut` when it hangs.
  ///
  /// Nothing of the caller's environment that changes an output is passed on.
  func run(
    _ words: [String], input: Data = Data(), environment: [String: String] = [:]
  ) throws -> Run {
    try start(Self.executable, words, input, environment)
  }

  func run(_ words: String...) throws -> Run { try run(words) }

  /// Runs a line of bash in which `costsim` is the program and `$program` its path.
  func shell(_ line: String) throws -> Run {
    try start(
      URL(fileURLWithPath: "/bin/bash"),
      ["-c", "program='\(Self.executable.path)'; costsim() { \"$program\" \"$@\"; }\n" + line],
      Data(), [:])
  }

  /// Output goes to files and not to pipes, so that no reader can be late. They lie outside the
  /// working folder, whose contents are the program's alone.
  private func start(
    _ program: URL, _ words: [String], _ input: Data, _ environment: [String: String]
  ) throws -> Run {
    let number = UUID().uuidString
    let files = ["in", "out", "err"].map { streams.appendingPathComponent("\(number).\($0)") }
    try input.write(to: files[0])
    for file in files.dropFirst() { try Data().write(to: file) }
    let process = Process()
    process.executableURL = program
    process.arguments = words
    process.currentDirectoryURL = folder
    process.environment = Self.environment.merging(environment) { $1 }
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    guard ended.wait(timeout: .now() + Self.hangs) == .success else {
      kill(process.processIdentifier, SIGKILL)
      throw TimedOut()
    }
    return Run(
      code: process.terminationStatus,
      wasSignalled: process.terminationReason == .uncaughtSignal,
      output: try Data(contentsOf: files[1]),
      errors: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self))
  }

  private var streams: URL { folder.appendingPathExtension("streams") }

  private static let environment: [String: String] = {
    var kept = ProcessInfo.processInfo.environment.filter { name, _ in
      !name.hasPrefix("COSTSIM_") && !["NO_COLOR", "COLUMNS", "TERM"].contains(name)
    }
    kept["SOURCE_DATE_EPOCH"] = "0"
    return kept
  }()
}

extension CostsimBinary.Run {
  /// Expects a refusal: this code, exactly this on standard error, nothing on standard output.
  func expectRefusal(
    _ expected: Int32, _ message: String, hint: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let text = "\(message)\n" + (hint.map { "hint: \($0)\n" } ?? "")
    #expect(code == expected, sourceLocation: sourceLocation)
    #expect(!wasSignalled, sourceLocation: sourceLocation)
    #expect(errors == text, sourceLocation: sourceLocation)
    #expect(output.isEmpty, sourceLocation: sourceLocation)
  }

  /// Expects success in silence and returns the run.
  @discardableResult
  func succeeded(sourceLocation: SourceLocation = #_sourceLocation) -> Self {
    #expect(code == 0 && !wasSignalled, sourceLocation: sourceLocation)
    #expect(errors == "", sourceLocation: sourceLocation)
    return self
  }

  /// The output as JSON; fails the test where it is none.
  func json(sourceLocation: SourceLocation = #_sourceLocation) throws -> JSONValue {
    succeeded(sourceLocation: sourceLocation)
    _ = try JSONSerialization.jsonObject(with: output, options: .fragmentsAllowed)
    return try JSONValue(text)
  }
}
