import Arguments
import Units

/// The meaning of the options' values; every error names the flag.
struct OptionValues {
  let arguments: ParsedArguments

  init(_ arguments: ParsedArguments) { self.arguments = arguments }

  var operands: [String] { arguments.operands }

  func has(_ name: String) -> Bool { arguments.has(name) }

  func text(_ name: String) -> String? { arguments.value(name) }

  /// The file of `--output`; nil is standard output, which `-` names too.
  var outputPath: String? { text("output").flatMap { $0 == "-" ? nil : $0 } }

  func texts(_ name: String) -> [String] { arguments.values(name) }

  func wholeNumber(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
    guard let text = text(name) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw Failure(
        .usage,
        "--\(name) \(quotedText(text)) is not a whole number from \(range.lowerBound) to "
          + "\(range.upperBound)")
    }
    return number
  }

  func decimal(_ name: String) throws -> ExactDecimal? {
    guard let text = text(name) else { return nil }
    guard let number = ExactDecimal(text), number >= .zero else {
      throw Failure(.usage, "--\(name) \(quotedText(text)) is not a number of at least 0")
    }
    return number
  }

  func duration(_ name: String) throws -> Int64? {
    guard let text = text(name) else { return nil }
    guard let value = DurationText.microseconds(text), value > 0 else {
      throw Failure(
        .usage, "--\(name) \(quotedText(text)) is not a duration such as 7d, 12h or 90s")
    }
    return value
  }

  func jobs() throws -> Int { try wholeNumber("jobs", in: 1...1_024) ?? availableCores }

  func seed() throws -> UInt64 { UInt64(try wholeNumber("seed", in: 0...Int.max) ?? 1) }
}
