import Testing
import Units

@testable import Traces

/// Reads `timestamp_ms,service,duration_ms,memory_mb` with this as its second row.
private func message(
  _ row: String, header: String = "timestamp_ms,service,duration_ms,memory_mb",
  good: String = "1,a,1,128"
) -> String {
  message(Array("\(header)\n\(good)\n\(row)\n".utf8))
}

private func message(_ bytes: [UInt8]) -> String {
  do {
    _ = try TraceReader.read(bytes: bytes, name: "trace.csv")
    return ""
  } catch let failure as Failure {
    #expect(failure.code == .data)
    #expect(failure.hint == "--on-error skip reads the rest")
    return failure.message
  } catch {
    return "another error"
  }
}

@Suite struct BadRowTests {
  @Test(
    arguments: [
      ("2,a,abc,128", #"duration_ms "abc" is not a number"#),
      ("2,a,1.2.3,128", #"duration_ms "1.2.3" is not a number"#),
      ("2,a,1e,128", #"duration_ms "1e" is not a number"#),
      ("2,a,.,128", #"duration_ms "." is not a number"#),
      ("2,a,0x10,128", #"duration_ms "0x10" is not a number"#),
      ("2,a,1_000,128", #"duration_ms "1_000" is not a number"#),
      ("2,a,,128", "duration_ms is empty"),
      ("2,a,-1,128", #"duration_ms "-1" is negative"#),
      ("2,a,-0.0000001,128", #"duration_ms "-0.0000001" is negative"#),
      ("2,a,nan,128", #"duration_ms "nan" is not finite"#),
      ("2,a,-Infinity,128", #"duration_ms "-Infinity" is not finite"#),
      ("2,a,31622400000.001,128", #"duration_ms "31622400000.001" is too large"#),
      ("2,a,1e300,128", #"duration_ms "1e300" is too large"#),
      ("2,a,1e99999999999999999999,128", #"duration_ms "1e99999999999999999999" is too large"#),
      ("9200000000001,a,1,128", #"timestamp_ms "9200000000001" is too large"#),
      ("-9200000000000.001,a,1,128", #"timestamp_ms "-9200000000000.001" is too large"#),
      (",a,1,128", "timestamp_ms is empty"),
      (
        "2026-01-01T00:00:00Z,a,1,128",
        #"timestamp_ms "2026-01-01T00:00:00Z" is not a number"#
      ),
      ("2,a,1,0", #"memory_mb "0" is less than 1 MB"#),
      ("2,a,1,-5", #"memory_mb "-5" is negative"#),
      ("2,a,1,16777217", #"memory_mb "16777217" is too large"#),
      ("2,a,1", "has 3 fields, the header has 4"),
      ("2", "has 1 field, the header has 4"),
      ("2,a,1,128,", "has 5 fields, the header has 4"),
      (
        "2,\"a,1,128",
        #"unterminated quote: ""a,1,128" (a quoted field ends on its own line)"#
      ),
      ("2,\"a\"b,1,128", #"text after a closing quote: "b,1,128""#),
      ("2,,1,128", "service is empty"),
      ("2,  ,1,128", "service is empty"),
      ("2,\"\",1,128", "service is empty"),
    ])
  func aBadRowSaysWhatIsWrong(row: String, expected: String) {
    #expect(message(row) == "trace.csv:3: \(expected)")
  }

  @Test(
    arguments: [
      ("2026-02-30T00:00:00Z", "does not exist"), ("2026-13-01T00:00:00Z", "does not exist"),
      ("2026-01-01T25:00:00Z", "does not exist"), ("2026-01-01T24:00:00Z", "does not exist"),
      ("2026-01-01T00:60:00Z", "does not exist"), ("2026-01-01T00:00:61Z", "does not exist"),
      ("2025-02-29T00:00:00Z", "does not exist"),
      ("2026-01-01T00:00:00+24:00", "does not exist"),
      ("2026-01-01T00:00:00", "has no time zone (append Z for UTC)"),
      ("2026-01-01 00:00:00.5", "has no time zone (append Z for UTC)"),
      ("2026-01-01", "is neither a number nor an ISO 8601 time"),
      ("2026-01-01T00:00:00.Z", "is neither a number nor an ISO 8601 time"),
      ("2026-01-01T00:00:00Zulu", "is neither a number nor an ISO 8601 time"),
      ("2026-01-01T00:00:00+02:", "is neither a number nor an ISO 8601 time"),
      ("1/2/2026", "is neither a number nor an ISO 8601 time"),
      ("9999-01-01T00:00:00Z", "is too large"), ("0001-01-01T00:00:00Z", "is too large"),
    ])
  func aBadStampSaysWhatIsWrong(stamp: String, expected: String) {
    let found = message(
      "\(stamp),1", header: "timestamp,duration_ms", good: "2026-01-01T00:00:00Z,1")
    #expect(found == "trace.csv:3: timestamp \"\(stamp)\" \(expected)")
  }

  @Test func aDecimalCommaIsNoNumber() {
    let found = message("2;1,5", header: "timestamp_ms;duration_ms", good: "1;1")
    #expect(found == #"trace.csv:3: duration_ms "1,5" is not a number"#)
  }

  @Test func hostileTextIsEscapedAndCut() {
    #expect(
      message("2,a,\u{1b}[31m\u{202e}\u{85}\u{7f},128")
        == #"trace.csv:3: duration_ms "\x1b[31m\u{202e}\u{85}\x7f" is not a number"#)
    let long = String(repeating: "é", count: 500)
    let head = String(repeating: "é", count: 40)
    #expect(
      message("2,a,\(long),128") == "trace.csv:3: duration_ms \"\(head)…\" is not a number")
    let invalid = Array("timestamp_ms,duration_ms\n1,1\n2,a".utf8) + [0xff, 0xc3, 10]
    #expect(message(invalid) == #"trace.csv:3: duration_ms "a\xff\xc3" is not a number"#)
  }

  @Test func aNameMustBeUTF8EachTime() {
    let row = Array("2,".utf8) + [0x61, 0xff] + Array(",1\n".utf8)
    let text = Array("timestamp_ms,service,duration_ms\n1,a,1\n".utf8) + row + row
    #expect(
      message(text)
        == """
        trace.csv:3: service "a\\xff" is not UTF-8
        trace.csv:4: service "a\\xff" is not UTF-8
        """)
  }

  @Test func aNULByteBehindTheFirstBlockMakesABadRow() {
    let rows = String(repeating: "1,a,1\n", count: 700)
    let text = Array("timestamp_ms,service,duration_ms\n\(rows)".utf8) + Array("2,a\0,1\n".utf8)
    #expect(message(text) == "trace.csv:702: the row has a NUL byte")
  }

  @Test func badRowsAreQuotedUpToALimitAndCounted() throws {
    let rows = (1...30).map { $0 % 10 == 0 ? "\($0),1" : "\($0),x" }.joined(separator: "\n")
    let text = Array("timestamp_ms,duration_ms\n\(rows)".utf8)
    var options = TraceReadOptions(maxErrors: 2)
    for blockSize in [1, 40, 1 << 20] {
      let failure = #expect(throws: Failure.self) {
        try TraceReader.read(
          bytes: text, name: "trace.csv", options: options, blockSize: blockSize)
      }
      #expect(
        failure?.message == """
          trace.csv:2: duration_ms "x" is not a number
          trace.csv:3: duration_ms "x" is not a number
          … and 25 more bad rows
          """)
    }
    options.onError = .skip
    let (trace, report) = try TraceReader.read(bytes: text, name: "trace.csv", options: options)
    #expect(trace.count == 3 && report.rowsRead == 30 && report.rowsKept == 3)
    #expect(report.skipped == [.init(reason: "not a number", count: 27)])
    #expect(report.quotedErrors.count == 2)
  }

  @Test func aTraceWithoutAGoodRowIsRefused() {
    let failure = #expect(throws: Failure.self) {
      try TraceReader.read(
        bytes: Array("timestamp_ms,duration_ms\n1,x".utf8), name: "trace.csv",
        options: TraceReadOptions(onError: .skip))
    }
    #expect(failure?.code == .data)
    #expect(
      failure?.message
        == "trace.csv:2: duration_ms \"x\" is not a number\ntrace.csv has no good row")
  }

  @Test func aLineOfMoreThanAMebibyteIsRefused() {
    for (count, isGood) in [(1 << 20, true), (1 << 20 + 1, false), (3 << 20, false)] {
      let name = String(repeating: "n", count: count - 4)
      for blockSize in [4096, 1 << 20, 1 << 23] {
        let text = Array("timestamp_ms,service,duration_ms\n1,a,1\n2,\(name),1\n3,a,1".utf8)
        let result = Result {
          try TraceReader.read(bytes: text, name: "trace.csv", blockSize: blockSize)
        }
        switch result {
        case .success(let read): #expect(isGood && read.trace.count == 3)
        case .failure(let error):
          #expect(!isGood)
          #expect(
            error as? Failure
              == Failure(.data, "trace.csv:3: the line is longer than 1 MiB"))
        }
      }
    }
  }
}
