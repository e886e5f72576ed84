import Units

/// Something that is known of a service or of the project.
public struct Fact: Sendable {
  /// The place of its kind in the vocabulary.
  let kind: Int
  /// In the order of the kind's fields; nil where it has none.
  let values: [FactValue?]
  public let evidence: FactSource?
}

/// The value of a field.
public enum FactValue: Hashable, Sendable {
  case text(String)
  case number(ExactDecimal)
  case flag(Bool)

  /// A whole number.
  public static func count(_ number: Int) -> FactValue {
    .number(ExactDecimal(scaled: Int128(number) * ExactDecimal.one))
  }

  /// As a message shows it.
  func text(as form: FactField.Form) -> String {
    switch self {
    case .text(let text): return text
    case .flag(let flag): return flag ? "yes" : "no"
    case .number(let number): return Self.text(number, as: form)
    }
  }

  private static func text(_ number: ExactDecimal, as form: FactField.Form) -> String {
    switch form {
    case .identifier: return number.text(places: 0)
    case .milliseconds:
      guard let time = number.times(1_000, over: 1), let whole = Int64(exactly: time.whole) else {
        return "\(number) ms"
      }
      return DurationText.text(whole)
    case .megabytes: return number.text(places: 1, padded: false, grouped: true) + " MB"
    case .bytes: return bytes(number)
    case .share:
      return (number.times(100, over: 1) ?? number).text(places: 1, padded: false) + " %"
    case .dollars: return "$" + number.text(places: 2, grouped: true)
    default: return number.text(places: 2, padded: false, grouped: true)
    }
  }

  private static func bytes(_ number: ExactDecimal) -> String {
    let units: [(String, Int128)] = [("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)]
    for (name, size) in units where number.whole >= size {
      let amount = number.times(1, over: size) ?? number
      return amount.text(places: 1, padded: false, grouped: true) + " \(name)"
    }
    return number.text(places: 0, grouped: true) + " bytes"
  }
}

extension ExactDecimal {
  /// Without what stands behind the point.
  fileprivate var whole: Int128 { scaled / Self.one }
}
