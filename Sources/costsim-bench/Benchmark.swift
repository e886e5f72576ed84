import Glibc
import Units

/// Runs a piece of work several times and prints its rate.
enum Benchmark {
  static let runs = 5

  /// - Parameters:
  ///   - rows: rows or requests that one run handles.
  ///   - bytes: bytes that one run reads; nil prints no rate of bytes.
  static func run(_ name: String, rows: Int, bytes: Int? = nil, _ work: () throws -> Void) throws {
    try work()
    let times = try (0..<runs).map { _ in try seconds(of: work) }.sorted()
    let median = times[runs / 2]
    var line = padded(name, 44) + padded("\(fixed(median * 1_000, 1)) ms", 12)
    line += padded("(\(fixed(times[0] * 1_000, 1)) to \(fixed(times[runs - 1] * 1_000, 1)))", 22)
    line += padded("\(fixed(Double(rows) / median / 1e6, 2)) M/s", 14)
    if let bytes { line += "\(fixed(Double(bytes) / median / 1e6, 0)) MB/s" }
    print(line)
  }

  private static func seconds(of work: () throws -> Void) throws -> Double {
    let start = ContinuousClock.now
    try work()
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return Double(seconds) + Double(attoseconds) / 1e18
  }

  private static func fixed(_ value: Double, _ places: Int) -> String {
    ExactDecimal(Int128((value * 1e6).rounded()), over: 1_000_000)?.text(places: places) ?? "–"
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}
