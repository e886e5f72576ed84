import Foundation
import Testing
import Units

@testable import Traces

/// A folder of files for one test.
private final class Folder {
  let path = NSTemporaryDirectory() + "traces-\(UUID().uuidString)"

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String, _ text: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
    return "\(path)/\(name)"
  }
}

private func failure(_ paths: [String]) -> Failure? {
  #expect(throws: Failure.self) { try TraceReader.read(paths) }
}

@Suite struct TraceFileTests {
  @Test func severalFilesAreOneTrace() throws {
    let folder = try Folder()
    let paths = [
      try folder.file("a.csv", "timestamp_ms,service,duration_ms,x\n5,b,1,\n7,a,2,"),
      try folder.file("b.csv", "duration_ms;timestamp;cpu_ms;X;y\n3;0.006;1;;\n"),
      try folder.file("c.csv", "timestamp_ms,service,duration_ms\n5,a,4\n6,default,5\n"),
    ]
    for jobs in 1...3 {
      let (trace, report) = try TraceReader.read(paths, options: TraceReadOptions(jobs: jobs))
      #expect(trace.serviceNames == ["b", "a", "default"])
      #expect(trace.rows == [0..<1, 1..<3, 3..<5] && trace.serviceOrder == [0, 1, 2, 2, 1])
      #expect(trace.arrivals == [5_000, 5_000, 7_000, 6_000, 6_000])
      #expect(trace.durations == [1_000, 4_000, 2_000, 3_000, 5_000])
      #expect(trace.cpuTimes == [0, 0, 0, 1_000, 0])
      #expect(report.rowsRead == 5 && report.serviceAssumedRows == 1)
      #expect(report.ignoredColumns == ["x", "X", "y"])
      #expect(report.stamps.map(\.unit) == [nil, .seconds, nil])
      #expect(report.wasOutOfOrder)
    }
  }

  @Test func linesAreCountedInTheirFile() throws {
    let folder = try Folder()
    let first = try folder.file("a.csv", "timestamp_ms,duration_ms\n1,1\n\n2,1\n")
    let second = try folder.file("b.csv", "\ntimestamp_ms,duration_ms\n\n1,x\n")
    #expect(
      failure([first, second])?.message.hasSuffix("b.csv:4: duration_ms \"x\" is not a number")
        == true)
  }

  @Test func aMissingFileIsNamedWithAHint() throws {
    let folder = try Folder()
    let path = try folder.file("trace.csv", "")
    #expect(
      failure(["\(folder.path)/tracee.csv"])
        == Failure(
          .noInput, "cannot open \(folder.path)/tracee.csv: No such file or directory",
          hint: "did you mean \(path)?"))
    #expect(
      failure(["/nowhere/x.csv"])
        == Failure(.noInput, "cannot open /nowhere/x.csv: No such file or directory"))
  }

  @Test func aDirectoryIsNoTrace() throws {
    let folder = try Folder()
    #expect(
      failure([folder.path])
        == Failure(.noInput, "cannot read \(folder.path): it is a directory"))
  }

  @Test func noPathIsAUsageError() {
    #expect(failure([]) == Failure(.usage, "no trace is given"))
  }

  @Test func aFileThatShrinksIsAnError() throws {
    let folder = try Folder()
    let path = try folder.file("a.csv", String(repeating: "x", count: 100))
    let input = try TraceInput(.path(path))
    defer { input.close() }
    var bytes = [UInt8](repeating: 0, count: 50)
    #expect(truncate(path, 10) == 0)
    #expect(throws: Failure(.inputOutput, "\(path) was cut while it was read")) {
      try bytes.withUnsafeMutableBufferPointer {
        _ = try $0.baseAddress.map { try input.read(into: $0, room: 50) }
      }
    }
  }

  @Test func aPipeIsReadToItsEnd() throws {
    let folder = try Folder()
    let path = "\(folder.path)/pipe"
    #expect(mkfifo(path, 0o600) == 0)
    let rows = (0..<50_000).map { "\($0),f\($0 % 7),1.5" }.joined(separator: "\n")
    let text = "timestamp_ms,service,duration_ms\n\(rows)"
    let writer = Thread {
      if let handle = FileHandle(forWritingAtPath: path) {
        handle.write(Data(text.utf8))
        try? handle.close()
      }
    }
    writer.start()
    let (trace, report) = try TraceReader.read([path], options: TraceReadOptions(jobs: 2))
    #expect(trace.count == 50_000 && report.bytesRead == text.utf8.count)
    #expect(trace.serviceNames == (0..<7).map { "f\($0)" })
  }
}
