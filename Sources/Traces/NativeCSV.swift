/// Writes a trace as native CSV, in time order.
public struct NativeCSV {
  private let trace: Trace
  private let hasMemory: Bool

  /// - Parameter hasMemory: whether the memory of requests is known; else the column is left out,
  ///   so that whoever reads the file is told again what is assumed.
  public init(_ trace: Trace, hasMemory: Bool = true) {
    self.trace = trace
    self.hasMemory = hasMemory
  }

  /// Hands the file to `sink` in pieces of about a megabyte; throws what `sink` throws.
  public func write(_ sink: ([UInt8]) throws -> Void) rethrows {
    let columns = columns
    var block = Array(
      (["timestamp_ms", "service", "duration_ms"] + columns.map(\.name)).joined(separator: ",")
        .utf8)
    block.append(Byte.newline)
    let names = trace.serviceNames.map { Array(csvField($0).utf8) }
    var cursors = trace.rows.map(\.lowerBound)
    for service in trace.serviceOrder {
      let row = cursors[Int(service)]
      cursors[Int(service)] += 1
      appendMilliseconds(trace.arrivals[row], to: &block)
      block.append(UInt8(ascii: ","))
      block += names[Int(service)]
      block.append(UInt8(ascii: ","))
      appendMilliseconds(trace.durations[row], to: &block)
      for column in columns {
        block.append(UInt8(ascii: ","))
        column.append(row, &block)
      }
      block.append(Byte.newline)
      if block.count >= 1 << 20 {
        try sink(block)
        block.removeAll(keepingCapacity: true)
      }
    }
    try sink(block)
  }

  private struct OptionalColumn {
    let name: String
    let append: (Int, inout [UInt8]) -> Void
  }

  /// The columns that the trace has; what a row does not state stays empty.
  private var columns: [OptionalColumn] {
    var columns: [OptionalColumn] = []
    func add<Value>(
      _ name: String, _ values: [Value]?, _ write: @escaping (Value, inout [UInt8]) -> Void
    ) {
      guard let values else { return }
      columns.append(OptionalColumn(name: name) { row, bytes in write(values[row], &bytes) })
    }
    func number(_ value: some BinaryInteger, _ bytes: inout [UInt8]) {
      if value >= 0 { appendDigits(UInt64(value), atLeast: 1, to: &bytes) }
    }
    func time(_ value: Int64, _ bytes: inout [UInt8]) {
      if value >= 0 { appendMilliseconds(value, to: &bytes) }
    }
    if hasMemory { add("memory_mb", trace.memories, number) }
    add("cpu_ms", trace.cpuTimes, time)
    add("init_ms", trace.initTimes, time)
    add("billed_ms", trace.billedTimes, time)
    add("cold", trace.coldStarts, number)
    add("instance", trace.instances) { instance, bytes in
      if instance != Trace.noInstance { number(instance, &bytes) }
    }
    add("request_bytes", trace.requestBytes, number)
    add("response_bytes", trace.responseBytes, number)
    return columns
  }
}

/// A name as a CSV field (RFC 4180); a line's end, which no row can hold, becomes a blank.
func csvField(_ given: String) -> String {
  let name = given.split(whereSeparator: \.isNewline).joined(separator: " ")
  let special = [UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: ";"), Byte.tab]
  let isPlain = !name.utf8.contains(where: special.contains)
  guard !isPlain || name.first == " " || name.last == " " else { return name }
  return "\""
    + name.split(separator: "\"", omittingEmptySubsequences: false)
    .joined(separator: "\"\"") + "\""
}

/// Microseconds as milliseconds with up to three decimals, without trailing zeros.
func appendMilliseconds(_ microseconds: Int64, to bytes: inout [UInt8]) {
  if microseconds < 0 { bytes.append(UInt8(ascii: "-")) }
  let (whole, fraction) = microseconds.magnitude.quotientAndRemainder(dividingBy: 1_000)
  appendDigits(whole, atLeast: 1, to: &bytes)
  guard fraction > 0 else { return }
  bytes.append(UInt8(ascii: "."))
  appendDigits(fraction, atLeast: 3, to: &bytes)
  while bytes.last == UInt8(ascii: "0") { bytes.removeLast() }
}

func appendDigits(_ number: UInt64, atLeast width: Int, to bytes: inout [UInt8]) {
  withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
    var rest = number
    var count = 0
    while rest > 0 || count < width {
      digits[19 - count] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
      count += 1
    }
    bytes.append(contentsOf: digits[(20 - count)...])
  }
}
