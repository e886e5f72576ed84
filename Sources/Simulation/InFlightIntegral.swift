import Units

/// ∫ requests in flight dt, accumulated event by event, for Little's law in its sample-path form:
/// over a period that starts and ends empty it equals the sum of the times in system (Stidham,
/// "A last word on L = λW", Operations Research 22, 1974).
struct InFlightIntegral {
  private(set) var inFlight = 0
  private(set) var peak = 0
  /// Modulo 2⁶⁴: sums of many long requests do not fit, and equality survives the wrapping.
  private var area: Int64 = 0
  private var last: Int64
  /// Negative once time has gone backwards.
  private var steps: Int64 = 0

  init(from time: Int64) { last = time }

  mutating func arrive(at time: Int64) {
    advance(to: time)
    inFlight &+= 1
    if inFlight > peak { peak = inFlight }
  }

  mutating func depart(at time: Int64) {
    advance(to: time)
    inFlight &-= 1
  }

  private mutating func advance(to time: Int64) {
    let step = time &- last
    steps |= step
    area &+= step &* Int64(inFlight)
    last = time
  }

  /// Throws `Failure(.software)` unless the system is empty and the integral is `timeInSystem`.
  func check(against timeInSystem: Int128) throws {
    guard inFlight == 0, steps >= 0, area == Int64(truncatingIfNeeded: timeInSystem) else {
      throw Failure(
        .software,
        "Little's law is violated: \(inFlight) requests left, integral \(area), times in system "
          + "\(timeInSystem)")
    }
  }
}
