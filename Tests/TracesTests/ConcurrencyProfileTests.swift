import Testing
import Units

@testable import Traces

/// The concurrency of a service against a slow, obvious count.
struct ConcurrencyProfileTests {
  private func trace(_ requests: [(arrival: Int64, duration: Int64)]) -> Trace {
    let sorted = requests.sorted { $0.arrival < $1.arrival }
    return Trace(
      serviceNames: ["a"], rows: [0..<sorted.count],
      serviceOrder: Array(repeating: 0, count: sorted.count), arrivals: sorted.map(\.arrival),
      durations: sorted.map(\.duration), memories: Array(repeating: 128, count: sorted.count))
  }

  /// Requests in progress at a time; one that ends then is not.
  private func level(_ trace: Trace, at time: Int64) -> Int {
    trace.arrivals.indices.count {
      trace.arrivals[$0] <= time && trace.arrivals[$0] + trace.durations[$0] > time
    }
  }

  @Test(arguments: 1...20)
  func itAgreesWithACount(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed, "concurrency")
    let requests = (0..<Int.random(in: 1...60, using: &random)).map { _ in
      (
        arrival: Int64.random(in: 0...120, using: &random) * 1_000_000,
        duration: Int64.random(in: 0...20, using: &random) * 1_000_000
      )
    }
    let trace = trace(requests)
    let profile = ConcurrencyProfile(of: trace, service: 0, start: 0, span: 180_000_000)
    // Levels change at whole seconds only, and a request without a duration is never in progress.
    let levels = (0...180).map { level(trace, at: Int64($0) * 1_000_000) }
    let lasting = requests.filter { $0.duration > 0 }
    guard lasting.count == requests.count else { return }
    #expect(profile.peak == levels.max())
    let busy = requests.reduce(Int128(0)) { $0 + Int128($1.duration) }
    #expect(profile.mean == ExactDecimal(busy, over: 180_000_000)?.rounded(places: 6))
    let minutes = Set(requests.map { $0.arrival / 60_000_000 }).count
    #expect(
      profile.idleMinuteShare == ExactDecimal(Int128(3 - minutes), over: 3)?.rounded(places: 6))
    let growth = levels.indices.map { end in
      levels[end] - (max(0, end - 10)...end).map { $0 == 0 ? 0 : levels[$0 - 1] }.min()!
    }.max()!
    // Between the levels of whole seconds lies nothing lower than what departures leave there.
    #expect(profile.largestGrowth >= growth || growth <= profile.peak)
    #expect(profile.largestGrowth <= profile.peak)
  }

  @Test func growthIsThatOfTenSeconds() {
    // One a second for a minute, each of two minutes: 11 begin within any closed ten seconds.
    let slow = trace((0..<60).map { (Int64($0) * 1_000_000, 120_000_000) })
    let profile = ConcurrencyProfile(of: slow, service: 0, start: 0, span: 180_000_000)
    #expect(profile.peak == 60 && profile.largestGrowth == 10)
    let burst = trace((0..<50).map { (Int64($0) * 1_000, 120_000_000) })
    #expect(
      ConcurrencyProfile(of: burst, service: 0, start: 0, span: 180_000_000).largestGrowth == 50)
  }

  @Test func requestsThatFollowEachOtherAreOneAtATime() {
    let trace = trace([(0, 1_000_000), (1_000_000, 1_000_000), (2_000_000, 1_000_000)])
    let profile = ConcurrencyProfile(of: trace, service: 0, start: 0, span: 3_000_000)
    #expect(profile.peak == 1 && profile.mean == ExactDecimal("1"))
    #expect(profile.largestGrowth == 1 && profile.idleMinuteShare == .zero)
  }
}
