import Foundation
import Testing
import Units

@Suite struct SeededGeneratorTests {
  @Test func streamsDependOnEveryLabel() {
    func first(_ generator: SeededGenerator) -> UInt64 {
      var copy = generator
      return copy.next()
    }
    let values = [
      first(SeededGenerator(seed: 1)), first(SeededGenerator(seed: 2)),
      first(SeededGenerator(seed: 1, "a")), first(SeededGenerator(seed: 1, "b")),
      first(SeededGenerator(seed: 1, "a", "b")), first(SeededGenerator(seed: 1, "ab")),
    ]
    #expect(Set(values).count == values.count)
    #expect(first(SeededGenerator(seed: 1, "a")) == values[2])
  }

  @Test func uniformNumbersFillTheirRange() {
    var generator = SeededGenerator(seed: 3)
    var counts = [Int](repeating: 0, count: 10)
    for _ in 0..<100_000 { counts[generator.below(10)] += 1 }
    // Chi-squared with 9 degrees of freedom: 27.9 is the 0.1 % point.
    let chi = counts.reduce(0.0) { $0 + pow(Double($1) - 10_000, 2) / 10_000 }
    #expect(chi < 27.9)
  }

  @Test func distributionsHaveTheirMoments() throws {
    var generator = SeededGenerator(seed: 4)
    let count = 200_000
    for text in ["exponential(200ms)", "lognormal(131ms,0.26)", "constant(5ms)"] {
      let distribution = try #require(DurationDistribution(text))
      let sum = (0..<count).reduce(0.0) { total, _ in
        total + Double(distribution.sample(&generator))
      }
      #expect(abs(sum / Double(count) / distribution.mean - 1) < 0.01)
      #expect(DurationDistribution(distribution.text) == distribution)
    }
  }

  @Test(arguments: [
    "", "253", "exponential", "exponential(", "exponential()", "lognormal(1s)",
    "lognormal(1s,-1)", "lognormal(1s,nan)", "normal(1s)", "constant(1s,2s)", "exponential(-1s)",
  ])
  func refusesOtherDistributions(text: String) {
    #expect(DurationDistribution(text) == nil)
  }
}

@Suite struct ParallelMapTests {
  @Test(arguments: [1, 2, 3, 8])
  func keepsTheOrder(jobs: Int) throws {
    #expect(try parallelMap(count: 1_000, jobs: jobs) { $0 * 2 } == (0..<1_000).map { $0 * 2 })
    #expect(try parallelMap(count: 0, jobs: jobs) { $0 }.isEmpty)
  }

  @Test(arguments: [1, 4])
  func theFirstErrorWins(jobs: Int) {
    #expect(throws: Failure(.data, "7")) {
      try parallelMap(count: 100, jobs: jobs) { index in
        if index >= 7 { throw Failure(.data, "\(index)") }
      }
    }
  }
}
