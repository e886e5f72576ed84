import Units

/// What a trace's usage is billed as: a month of it, or the trace as it stands.
public enum Projection: String, CaseIterable, Sendable {
  case month
  case none
}

/// How usage of the trace's span becomes usage of the billed period.
public struct BillingPeriod: Hashable, Sendable {
  public let projection: Projection
  /// The time that the trace covers, in microseconds: last − first arrival, rounded up to whole
  /// days when it is within 1 % of them, or what `--span` says.
  public let span: Int64
  /// The billed time in microseconds: 730 h, or the span.
  public let period: Int64
  /// Whether `--span` gave the span.
  public let stated: Bool

  /// 730 h, the month of cloud price calculators: 365 × 24 / 12.
  public static let month: Int64 = 730 * 3_600_000_000
  static let day: Int64 = 86_400_000_000

  /// Throws `.usage` where a span is too short for a projection.
  ///
  /// - Parameters:
  ///   - observed: last − first arrival in microseconds.
  ///   - stated: the span that the user states.
  public init(observed: Int64, stated: Int64?, projection: Projection) throws {
    self.projection = projection
    self.stated = stated != nil
    if let stated, stated < observed {
      throw Failure(
        .usage,
        "--span \(DurationText.text(stated)) is shorter than the trace, whose arrivals span "
          + Self.readable(observed))
    }
    span = stated ?? (projection == .month ? Self.roundedToDays(observed) : observed)
    period = projection == .month ? Self.month : span
    guard projection == .none || span >= 60_000_000 else {
      throw Failure(
        .usage,
        "the trace spans \(Self.readable(span)), too short to be projected to a month",
        hint: "say what time it stands for with --span 7d, or bill it as it stands with "
          + "--project none")
    }
  }

  private init(projection: Projection, span: Int64, period: Int64, stated: Bool) {
    self.projection = projection
    self.span = span
    self.period = period
    self.stated = stated
  }

  /// That of a part of the trace, one of so many equal ones, however short it is; its arrivals span
  /// `observed` microseconds.
  func ofPart(oneOf parts: Int, observed: Int64) -> BillingPeriod {
    guard parts > 1 else { return self }
    let part = max(span / Int64(parts), observed, 1)
    return BillingPeriod(
      projection: projection, span: part, period: projection == .month ? period : part,
      stated: true)
  }

  /// A variable quantity of the trace as a quantity of the period, rounded half to even to a whole
  /// base unit; nil when it leaves the range of exact arithmetic.
  public func projected(_ quantity: Int128) -> Int128? {
    guard period != span else { return quantity }
    let (product, overflow) = quantity.multipliedReportingOverflow(by: Int128(period))
    return overflow ? nil : roundedHalfToEven(product, over: Int128(span))
  }

  /// `projected`, or the failure that says that it is out of range.
  func quantity(_ quantity: Int128) throws -> Int128 {
    guard let projected = projected(quantity) else {
      throw Failure(.data, "the usage is too large to be projected to a month")
    }
    return projected
  }

  /// The quantity of the trace that is projected to a quantity of the period, rounded down; the
  /// largest number where it is out of range.
  func counted(as quantity: Int128) -> Int128 {
    guard period != span, period > 0 else { return quantity }
    let (product, overflow) = quantity.multipliedReportingOverflow(by: Int128(span))
    return overflow ? .max : product / Int128(period)
  }

  /// Requests of the trace as requests of the period.
  func requests(_ count: Int) throws -> Int128 { try quantity(Int128(count)) }

  /// How long capacity that is there anyway is billed: the whole month; where the trace is billed as
  /// it stands the stated span, else from the first arrival to the last departure.
  func existence(window: Int64) -> Int64 {
    switch projection {
    case .month: period
    case .none: stated ? max(span, window) : window
    }
  }

  /// The time that the usage of the trace stands for, before it is projected.
  func covered(window: Int64) -> Int64 { projection == .month ? span : existence(window: window) }

  /// The factor from trace to period, for people.
  public var factor: ExactDecimal? { ExactDecimal(Int128(period), over: Int128(max(1, span))) }

  /// What is doubtful about the projection, nil where nothing is.
  public var warning: Warning? {
    guard projection == .month else { return nil }
    if span < Self.day {
      return Warning(
        code: "short-span",
        message: "the trace covers \(Self.readable(span)); a month projected from less than a day "
          + "repeats that part of the day 730 h long")
    }
    if span % Self.day != 0 && span != Self.month {
      return Warning(
        code: "partial-days",
        message: "the trace covers \(Self.readable(span)), which is no whole number of days: "
          + "part of a day weighs more than the rest; --span states another span")
    }
    return nil
  }

  private static func roundedToDays(_ observed: Int64) -> Int64 {
    let days = roundedUp(observed, over: day)
    let whole = days * day
    return days > 0 && (whole - observed) * 100 <= whole ? whole : observed
  }

  /// A span for people: `7 days`, `3.5 h`, `42.25 s`.
  public static func readable(_ microseconds: Int64) -> String {
    let (unit, length): (String, Int64) =
      microseconds >= 2 * day && microseconds % day == 0
      ? ("days", day)
      : microseconds >= 3_600_000_000
        ? ("h", 3_600_000_000) : microseconds >= 60_000_000 ? ("min", 60_000_000) : ("s", 1_000_000)
    let number = ExactDecimal(Int128(microseconds), over: Int128(length)) ?? .zero
    return "\(number.text(places: 2, padded: false)) \(unit)"
  }
}
