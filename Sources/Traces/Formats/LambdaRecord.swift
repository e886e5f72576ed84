import Glibc

/// What AWS Lambda writes about a request as text: START and REPORT records.
enum LambdaRecord {
  case start(request: Field)
  case report(LambdaReport)
  case bad(EntryProblem)

  /// The bytes before the record, and the record itself without its first word; nil for a line
  /// that is neither START nor REPORT.
  static func split(_ line: Field) -> (prefix: Field, isReport: Bool, rest: Field)? {
    for (isReport, word) in [(true, "REPORT Request" as StaticString), (false, "START Request")] {
      guard let position = find(word, in: line),
        position == 0 || isSeparator(line[position - 1])
      else { continue }
      let id = position + word.utf8CodeUnitCount
      guard id + 3 <= line.count, line[id] == UInt8(ascii: "I"),
        Byte.lowered(line[id + 1]) == UInt8(ascii: "d"), line[id + 2] == UInt8(ascii: ":")
      else { continue }
      return (
        Field(rebasing: line[..<position]), isReport, Field(rebasing: line[(id + 3)...])
      )
    }
    return nil
  }

  /// Reads the rest of a record behind `RequestId:`.
  static func read(_ rest: Field, isReport: Bool) -> LambdaRecord {
    var words = Words(rest)
    guard let id = words.next() else {
      return .bad(EntryProblem(problem: .missingEntry, column: "RequestId"))
    }
    guard isReport else { return .start(request: id) }
    do throws(EntryProblem) {
      return .report(try LambdaReport.read(&words, id: id))
    } catch {
      return .bad(error)
    }
  }

  /// What may stand between the parts of a line.
  static func isSeparator(_ byte: UInt8) -> Bool {
    byte <= Byte.space || byte == UInt8(ascii: ",") || byte == Byte.quote
  }
}

/// The pairs of a REPORT record in the units of `Trace`.
struct LambdaReport {
  let id: Field
  let duration: Int64
  /// As billed, the billed part of a restore included: the logs of functions with SnapStart show
  /// `Billed Duration` as ⌈Duration⌉ + `Billed Restore Duration`.
  let billedTime: Int64
  let memory: Int64
  /// `Init Duration`, or `Restore Duration` with SnapStart; nil for a warm request.
  let initTime: Int64?
  /// A number behind the pairs, which `aws logs --output text` prints there.
  let trailingNumber: Field?

  private enum Key: Int, CaseIterable {
    case duration, billed, memory, memoryUsed, initialization, restore, billedRestore

    var text: StaticString {
      switch self {
      case .duration: return "Duration"
      case .billed: return "Billed Duration"
      case .memory: return "Memory Size"
      case .memoryUsed: return "Max Memory Used"
      case .initialization: return "Init Duration"
      case .restore: return "Restore Duration"
      case .billedRestore: return "Billed Restore Duration"
      }
    }

    var isMemory: Bool { self == .memory || self == .memoryUsed }
  }

  /// Reads `key: number unit` pairs in any order.
  static func read(_ words: inout Words, id: Field) throws(EntryProblem) -> LambdaReport {
    var values = [Int64](repeating: -1, count: Key.allCases.count)
    let trailing = try readPairs(&words, &values)
    func value(_ key: Key) throws(EntryProblem) -> Int64 {
      guard values[key.rawValue] >= 0 else {
        throw EntryProblem(problem: .missingEntry, column: "\(key.text)")
      }
      return values[key.rawValue]
    }
    let start = max(values[Key.initialization.rawValue], values[Key.restore.rawValue])
    let report = LambdaReport(
      id: id, duration: try value(.duration), billedTime: try value(.billed),
      memory: try value(.memory), initTime: start < 0 ? nil : start, trailingNumber: trailing)
    guard report.memory > 0 else {
      throw EntryProblem(problem: .memoryZero, column: "Memory Size", value: quoted("0".utf8))
    }
    return report
  }

  private static func readPairs(
    _ words: inout Words, _ values: inout [Int64]
  ) throws(EntryProblem) -> Field? {
    var trailing: Field?
    while true {
      switch words.key() {
      case .end: return trailing
      case .stray(let text):
        guard text.allSatisfy({ Byte.digit($0) < 10 }) else {
          throw EntryProblem(
            problem: .missingEntry, column: "value for \(quoted(text))")
        }
        trailing = text
      case .key(let name):
        guard let key = Key.allCases.first(where: { name.equals($0.text) }) else {
          words.skipValue()
          continue
        }
        let value = try amount(key, &words)
        guard values[key.rawValue] < 0 else {
          throw EntryProblem(problem: .repeatedEntry, column: "\(key.text)")
        }
        values[key.rawValue] = value
      }
    }
  }

  private static func amount(_ key: Key, _ words: inout Words) throws(EntryProblem) -> Int64 {
    guard let number = words.next() else {
      throw EntryProblem(problem: .missingValue, column: "\(key.text)")
    }
    var value: Int64 = 0
    let limit = key.isMemory ? TraceLimits.memory : TraceLimits.duration
    if let problem = RowParser.readAmount(
      number, exponent: key.isMemory ? 0 : 3, limit, into: &value)
    {
      throw EntryProblem(problem: problem, column: "\(key.text)", value: quoted(number))
    }
    let unit = words.next()
    guard let unit, unit.equals(key.isMemory ? "MB" : "ms") else {
      let text = Array(number) + (unit.map { [Byte.space] + Array($0) } ?? [])
      throw EntryProblem(problem: .wrongUnit, column: "\(key.text)", value: quoted(text))
    }
    return value
  }
}
