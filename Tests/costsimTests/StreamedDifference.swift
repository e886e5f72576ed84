import Foundation

/// A figure of a comparison that is another one when the trace is replayed as a stream.
struct StreamedDifference: CustomStringConvertible {
  /// The record and its key.
  let figure: String
  let inMemory: JSONValue
  let streamed: JSONValue

  var description: String { "\(figure): \(inMemory), \(streamed)" }
}

extension ComparedTrace {
  /// Figures that are not the same in a stream; percentiles of latencies may differ by 0.1 %, and
  /// the peak concurrency over several fleets is not counted there.
  func differences(_ streamed: JSONValue) -> [StreamedDifference] {
    ["rows", "services", "components"].flatMap { record -> [StreamedDifference] in
      let (left, right) = (ordered(document[record]), ordered(streamed[record]))
      guard left.count == right.count else {
        return [
          StreamedDifference(figure: record, inMemory: document[record], streamed: streamed[record])
        ]
      }
      return zip(left, right).flatMap { Self.differences(record, $0, $1) }
    }
  }

  /// Records by what they are of, in any order of equals.
  private func ordered(_ records: JSONValue) -> [JSONValue] {
    let keys = ["optionId", "service", "meter"]
    return records.elements
      .map { record in (key: keys.map { record[$0].string ?? "" }, record: record) }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.record)
  }

  private static func differences(_ record: String, _ left: JSONValue, _ right: JSONValue)
    -> [StreamedDifference]
  {
    left.keys.compactMap { key in
      let (one, other) = (left[key], right[key])
      if one == other || key.hasPrefix("latencyP") && isNear(one.decimal, other.decimal)
        || key == "peakConcurrency" && other == .null
      {
        return nil
      }
      return StreamedDifference(figure: "\(record).\(key)", inMemory: one, streamed: other)
    }
  }

  private static func isNear(_ one: Decimal?, _ other: Decimal?) -> Bool {
    guard let one, let other else { return false }
    return abs(one - other) * 1_000 <= abs(one)
  }
}
