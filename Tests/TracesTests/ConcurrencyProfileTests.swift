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

  /// How many are in progress after each arrival and each departure, departures of a moment first.
  private func levels(_ requests: [(arrival: Int64, duration: Int64)])
    -> [(time: Int64, level: Int, isArrival: Bool)]
  {
    let events =
      requests.map { (time: $0.arrival, isArrival: true) }
      + requests.map { (time: $0.arrival + $0.duration, isArrival: false) }
    var level = 0
    return events.sorted { ($0.time, $0.isArrival ? 1 : 0) < ($1.time, $1.isArrival ? 1 : 0) }
      .map { event in
        level += event.isArrival ? 1 : -1
        return (event.time, level, event.isArrival)
      }
  }

  /// The most that the level after an arrival is above the least of the ten seconds before it.
  private func growth(_ levels: [(time: Int64, level: Int, isArrival: Bool)]) -> Int {
    levels.indices.filter { levels[$0].isArrival }.map { place in
      let start = levels[place].time - 10_000_000
      let before = levels[..<place]
      let atStart = before.last { $0.time <= start }?.level ?? 0
      let least = before.filter { $0.time > start }.map(\.level).min() ?? atStart
      return levels[place].level - min(least, atStart)
    }.max() ?? 0
  }

  @Test(arguments: 1...30)
  func itAgreesWithACount(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed, "concurrency")
    let requests = (0..<Int.random(in: 1...60, using: &random)).map { _ in
      (
        arrival: Int64.random(in: 0...120, using: &random) * 1_000_000,
        duration: Int64.random(in: 1...20, using: &random) * 1_000_000
      )
    }
    let levels = levels(requests)
    let profile = ConcurrencyProfile(
      of: trace(requests), service: 0, start: 0, span: 180_000_000)
    #expect(profile.peak == levels.map(\.level).max())
    #expect(profile.largestGrowth == growth(levels))
    let busy = requests.reduce(Int128(0)) { $0 + Int128($1.duration) }
    #expect(profile.mean == ExactDecimal(busy, over: 180_000_000)?.rounded(places: 6))
    let minutes = Set(requests.map { $0.arrival / 60_000_000 }).count
    #expect(
      profile.idleMinuteShare == ExactDecimal(Int128(3 - minutes), over: 3)?.rounded(places: 6))
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
