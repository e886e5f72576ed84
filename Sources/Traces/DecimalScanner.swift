/// ASCII that the scanners know by name.
enum Byte {
  static let newline = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let tab = UInt8(ascii: "\t")
  static let space = UInt8(ascii: " ")
  static let quote = UInt8(ascii: "\"")
  static let point = UInt8(ascii: ".")
  static let zero = UInt8(ascii: "0")

  /// The digit's value, 10 or more for any other byte.
  @inline(__always)
  static func digit(_ byte: UInt8) -> UInt8 { byte &- zero }

  /// A small letter for a capital one, any other byte as it is.
  static func lowered(_ byte: UInt8) -> UInt8 {
    UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
  }
}

/// A decimal number of any length as a field spells it: ±digits × 10^exponent.
struct ScannedDecimal {
  enum Rounding { case down, up }

  var isNegative = false
  var digits: UInt128 = 0
  var exponent = 0

  var isZero: Bool { digits == 0 }

  /// Reads `-12.5`, `.5`, `1.5e3`; the problem is `notANumber` or `notFinite` otherwise.
  static func scan(_ field: UnsafeBufferPointer<UInt8>) -> Result<ScannedDecimal, ScanError> {
    var number = ScannedDecimal()
    var position = 0
    if let sign = field.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      number.isNegative = sign == UInt8(ascii: "-")
      position = 1
    }
    let start = position
    var seenPoint = false
    while position < field.count {
      let digit = Byte.digit(field[position])
      if digit < 10 {
        number.append(digit, afterPoint: seenPoint)
      } else if field[position] == Byte.point && !seenPoint {
        seenPoint = true
      } else {
        break
      }
      position += 1
    }
    let width = position - start - (seenPoint ? 1 : 0)
    guard width > 0 else {
      return .failure(isNameOfNonFinite(field[start...]) ? .notFinite : .notANumber)
    }
    guard position < field.count else { return .success(number) }
    guard field[position] | 0x20 == UInt8(ascii: "e"),
      let exponent = scannedExponent(field[(position + 1)...])
    else { return .failure(.notANumber) }
    number.exponent += exponent
    return .success(number)
  }

  /// The number × 10^`shift` as a whole number; nil where its magnitude passes `limit`.
  func whole(shift: Int, rounding: Rounding, limit: Int64) -> Int64? {
    var magnitude = digits
    var shift = exponent + shift
    var hasRemainder = false
    while shift < 0 && magnitude > 0 {
      let (quotient, remainder) = magnitude.quotientAndRemainder(dividingBy: 10)
      hasRemainder = hasRemainder || remainder > 0
      magnitude = quotient
      shift += 1
    }
    let bound = UInt128(limit)
    while shift > 0 && magnitude > 0 {
      guard magnitude <= bound else { return nil }
      magnitude *= 10
      shift -= 1
    }
    if hasRemainder && (rounding == .up) != isNegative { magnitude += 1 }
    guard magnitude <= bound else { return nil }
    return isNegative ? -Int64(magnitude) : Int64(magnitude)
  }

  private mutating func append(_ digit: UInt8, afterPoint: Bool) {
    // 36 digits hold every number within the limits; what follows can only break a tie with a
    // whole number, so a digit that is not zero is kept as a 1 in the last place.
    if digits < ScannedDecimal.capacity {
      digits = digits * 10 + UInt128(digit)
      if afterPoint { exponent -= 1 }
    } else {
      if digit > 0 { digits |= 1 }
      if !afterPoint { exponent += 1 }
    }
  }

  private static let capacity: UInt128 = 100_000_000_000_000_000_000_000_000_000_000_000
}

/// Why a field is no number.
enum ScanError: Error { case notANumber, notFinite }

private func isNameOfNonFinite(_ text: some Collection<UInt8>) -> Bool {
  guard text.count <= 8 else { return false }
  let name = text.map { $0 | 0x20 }
  return ["nan", "inf", "infinity"].contains { name.elementsEqual($0.utf8) }
}

/// The signed number after the `e`, held within ±1,000,000 so that sums cannot overflow.
private func scannedExponent(_ text: some Collection<UInt8>) -> Int? {
  var rest = text[...]
  let isNegative = rest.first == UInt8(ascii: "-")
  if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
  guard !rest.isEmpty else { return nil }
  var value = 0
  for byte in rest {
    let digit = Byte.digit(byte)
    guard digit < 10 else { return nil }
    value = min(value * 10 + Int(digit), 1_000_000)
  }
  return isNegative ? -value : value
}
