/// An item behind the common log format. Numbers with a comma or a colon between them are one item:
/// nginx writes those of several upstreams so (its documentation, "Module ngx_http_upstream_module").
struct TrailingItem {
  enum Kind {
    case decimal, whole, dash
    /// Several decimals and dashes.
    case list
    /// A number with a name or a unit: `rt=0.187`, `187ms`.
    case marked
    case text
  }

  var kind: Kind
  let field: Field
  let isQuoted: Bool

  /// The items behind the first seven fields.
  static func items(of fields: LogFields) -> [TrailingItem] {
    var items: [TrailingItem] = []
    var isOpen = false
    for index in LogFields.commonCount..<max(fields.count, LogFields.commonCount) {
      let item = TrailingItem(fields[index], isQuoted: fields.isQuoted(index))
      let isColon = !item.isQuoted && item.field.equals(":")
      if let last = items.last, !last.isQuoted, !item.isQuoted, isOpen || isColon {
        let isList = last.isPartOfList && (isColon || item.isPartOfList)
        items[items.count - 1].kind = isList ? .list : .text
      } else {
        items.append(item)
      }
      isOpen = isColon || (!item.isQuoted && item.field.last == UInt8(ascii: ","))
    }
    return items
  }

  private init(_ field: Field, isQuoted: Bool) {
    self.field = field
    self.isQuoted = isQuoted
    kind = Self.kind(of: field, isQuoted: isQuoted)
  }

  private var isPartOfList: Bool { kind == .decimal || kind == .dash || kind == .list }

  private static func kind(of field: Field, isQuoted: Bool) -> Kind {
    if field.equals("-") { return .dash }
    let digits = field.prefix { Byte.digit($0) < 10 }.count
    if digits == field.count { return digits == 0 ? .text : .whole }
    if isDecimal(field) { return .decimal }
    if isList(field) { return .list }
    if !isQuoted, isMarked(field) { return .marked }
    return .text
  }

  private static func isDecimal(_ field: some Collection<UInt8>) -> Bool {
    let parts = field.split(separator: Byte.point, omittingEmptySubsequences: false)
    return parts.count == 2
      && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { Byte.digit($0) < 10 } }
  }

  /// `0.002, 0.112`, `-, 0.112 : 0.3`, and the `0.002,` that begins one.
  private static func isList(_ field: Field) -> Bool {
    guard field.contains(UInt8(ascii: ",")) || field.contains(0x3a) else { return false }
    let parts = field.split { $0 == UInt8(ascii: ",") || $0 == 0x3a || $0 == Byte.space }
    return !parts.isEmpty
      && parts.allSatisfy { isDecimal($0) || $0.elementsEqual([UInt8(ascii: "-")]) }
  }

  private static func isMarked(_ field: Field) -> Bool {
    if let sign = field.firstIndex(of: UInt8(ascii: "=")), sign + 1 < field.count {
      let first = field[sign + 1]
      return Byte.digit(first) < 10 || first == Byte.quote || first == UInt8(ascii: "-")
    }
    let rest = field.drop { Byte.digit($0) < 10 || $0 == Byte.point }
    guard rest.count < field.count else { return false }
    let units: [StaticString] = ["s", "ms", "us", "ns", "m", "\u{b5}s", "\u{3bc}s"]
    return units.contains { Field(rebasing: rest).equals($0) }
      || (rest.first == UInt8(ascii: "/") && rest.dropFirst().allSatisfy { Byte.digit($0) < 10 })
  }

  /// The fraction's digits of a decimal.
  var places: Int {
    field.count - 1 - (field.firstIndex(of: Byte.point) ?? field.count - 1)
  }

  /// Microseconds of a decimal in seconds, the greatest one of a list; the number of a whole one.
  var amount: Int64 {
    let parts = field.split { $0 == UInt8(ascii: ",") || $0 == 0x3a || $0 == Byte.space }
    return parts.reduce(0) { greatest, part in
      var value: Int64 = 0
      _ = RowParser.readAmount(
        Field(rebasing: part), exponent: kind == .whole ? 0 : 6, TraceLimits.arrival, into: &value)
      return max(greatest, value)
    }
  }
}

/// The items that stand at one place in each line of a head.
struct TrailingColumn {
  /// That of the first line: what differs in others may be broken, but for dashes and lists.
  private(set) var first = TrailingItem.Kind.text
  private(set) var kinds: Set<TrailingItem.Kind> = []
  /// The least number of a decimal's digits behind its point.
  private(set) var places = Int.max
  /// A number a line; −1 where the item is none.
  private(set) var amounts: [Int64] = []

  mutating func append(_ item: TrailingItem) {
    if kinds.isEmpty { first = item.kind }
    kinds.insert(item.kind)
    if item.kind == .decimal { places = min(places, item.places) }
    let isNumber = [.decimal, .whole, .list].contains(item.kind)
    amounts.append(isNumber ? item.amount : -1)
  }

  /// Times of upstreams, which may be several or none.
  var isUpstream: Bool {
    !kinds.isDisjoint(with: [.decimal, .list]) && !kinds.isDisjoint(with: [.dash, .list])
      && [.decimal, .list, .dash].contains(first) && places >= 3
  }

  var isDecimal: Bool { first == .decimal && kinds.isDisjoint(with: [.dash, .list]) }

  /// Whole numbers, which may be missing.
  var isWhole: Bool { first == .whole || (first == .dash && kinds.contains(.whole)) }
}
