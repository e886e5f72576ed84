import Foundation
import Testing
import Units

@testable import Traces

/// The trace that a generator makes, by way of its text.
private func generated(_ generator: TraceGenerator) throws -> (trace: Trace, text: [UInt8]) {
  var text: [UInt8] = []
  try generator.write { text += $0 }
  let (trace, report) = try TraceReader.read(bytes: text, name: "t")
  #expect(!report.wasOutOfOrder)
  return (trace, text)
}

private func generator(
  _ pattern: ArrivalPattern, rate: Double? = nil, requests: Int? = nil, span: Int64? = nil,
  _ change: (inout TraceGenerator) -> Void = { _ in }
) -> TraceGenerator {
  var generator = TraceGenerator(
    pattern: pattern, rate: rate ?? Double(requests ?? 1) / Double(span ?? 1) * 1_000_000,
    count: requests, span: span, start: 0, services: ["default"], zipf: 1,
    duration: .constant(200_000), memories: [512], seed: 1)
  change(&generator)
  return generator
}

private let hour: Int64 = 3_600_000_000

@Suite struct TraceGeneratorTests {
  @Test func rowsAreNativeCSV() throws {
    let (trace, text) = try generated(
      generator(.constant, rate: 3, requests: 4) {
        $0.services = ["say \"hi\", you"]
        $0.start = -1_000
        $0.duration = .constant(1_230)
        $0.memories = [256]
      })
    #expect(
      String(decoding: text, as: UTF8.self) == """
        timestamp_ms,service,duration_ms,memory_mb
        -1,"say ""hi"", you",1.23,256
        332.333,"say ""hi"", you",1.23,256
        665.666,"say ""hi"", you",1.23,256
        999,"say ""hi"", you",1.23,256

        """)
    #expect(trace.serviceNames == ["say \"hi\", you"])
    #expect(trace.arrivals == [-1_000, 332_333, 665_666, 999_000])
  }

  @Test(arguments: ArrivalPattern.allCases)
  func theSameSpecGivesTheSameBytes(process: ArrivalPattern) throws {
    let first = generator(process, rate: 50, requests: 2_000) {
      $0.services = ["a", "b", "c", "d", "e"]
    }
    #expect(try generated(first).text == generated(first).text)
    #expect(try generated(first).trace.count == 2_000)
    guard process != .constant else { return }
    var other = first
    other.seed = 2
    #expect(try generated(first).text != generated(other).text)
  }

  @Test func gapsOfAConstantProcessAreEqual() throws {
    let (trace, _) = try generated(generator(.constant, rate: 8, span: 10_000_000))
    #expect(trace.arrivals == (0..<80).map { $0 * 125_000 })
    let (given, _) = try generated(generator(.constant, requests: 4, span: 1_000_000))
    #expect(given.arrivals == [0, 250_000, 500_000, 750_000])
  }

  @Test func countsOfAPoissonProcessHaveEqualMeanAndVariance() throws {
    let (trace, _) = try generated(generator(.poisson, rate: 20, span: 2 * hour))
    // 144,000 expected; four standard deviations are 1,518.
    #expect(abs(trace.count - 144_000) < 1_518)
    #expect(abs(dispersion(trace, window: 1_000_000) - 1) < 0.07)
  }

  @Test func aDayHasItsMeanItsPeakAndItsTrough() throws {
    let (trace, _) = try generated(generator(.diurnal, rate: 1, span: 48 * hour))
    #expect(abs(trace.count - 172_800) < 4 * 416)
    let perHour = counts(trace, window: hour)
    let evening = Double(perHour[19] + perHour[20] + perHour[43] + perHour[44])
    let morning = Double(perHour[7] + perHour[8] + perHour[31] + perHour[32])
    // Mean of 1 + 0.8 cos over the hour on each side of the peak: 1 + 0.8 sin(x)/x, x = π/12.
    let swing = 0.8 * sin(Double.pi / 12) / (Double.pi / 12)
    #expect(abs(evening / (4 * 3600) - (1 + swing)) < 0.05)
    #expect(abs(morning / (4 * 3600) - (1 - swing)) < 0.02)
  }

  @Test(arguments: [0, 7 * hour, -3 * hour])
  func aPartOfADayHasItsMeanToo(start: Int64) throws {
    let (trace, _) = try generated(generator(.diurnal, rate: 10, span: hour) { $0.start = start })
    #expect(abs(trace.count - 36_000) < 4 * 190)
    #expect(trace.arrivals[0] >= start && trace.arrivals[trace.count - 1] < start + hour)
  }

  @Test func burstsKeepTheMean() throws {
    let (trace, _) = try generated(generator(.bursty, rate: 1, span: 2_000 * hour / 10))
    // The rate's standard deviation is 4/3 of the mean and its correlation time 54 s, so that of
    // the mean over 720,000 s is 4/3 √(2 · 54 / 720,000) = 1.6 %.
    #expect(abs(Double(trace.count) / 720_000 - 1) < 0.065)
    // Counts of a window T vary as 1 + 2 λ (4/3)² τ (1 − τ/T (1 − exp(−T/τ))), here T = τ = 54 s.
    let expected = 1 + 2 * (16.0 / 9) * 54 * exp(-1.0)
    #expect(abs(dispersion(trace, window: 54_000_000) / expected - 1) < 0.15)
  }

  @Test func durationsFollowTheirDistribution() throws {
    let (exponential, _) = try generated(
      generator(.poisson, rate: 100, requests: 40_000) { $0.duration = .exponential(mean: 50_000) })
    // Four standard errors of the mean are 2 %.
    #expect(abs(mean(exponential.durations) / 50_000 - 1) < 0.02)
    let distribution = DurationDistribution.lognormal(median: 80_000, sigma: 0.5)
    let (lognormal, _) = try generated(
      generator(.poisson, rate: 100, requests: 40_000) { $0.duration = distribution })
    #expect(abs(mean(lognormal.durations) / (80_000 * exp(0.125)) - 1) < 0.011)
    #expect(abs(Double(lognormal.durations.sorted()[20_000]) / 80_000 - 1) < 0.013)
  }

  @Test(arguments: [0, 0.7, 1, 2]) func servicesHaveZipfShares(exponent: Double) throws {
    let (trace, _) = try generated(
      generator(.poisson, rate: 100, requests: 50_000) {
        $0.services = (1...20).map { "service-\($0)" }
        $0.zipf = exponent
        $0.memories = [128, 256, 512]
      })
    let weights = (1...20).map { pow(Double($0), -exponent) }
    for (name, rows) in zip(trace.serviceNames, trace.rows) {
      let rank = try #require(Int(name.dropFirst("service-".count)))
      let share = weights[rank - 1] / weights.reduce(0, +)
      let deviation = sqrt(50_000 * share * (1 - share))
      #expect(abs(Double(rows.count) - 50_000 * share) < 4.5 * deviation)
      #expect(trace.memories[rows].allSatisfy { $0 == [128, 256, 512][(rank - 1) % 3] })
    }
  }

  @Test(arguments: ArrivalPattern.allCases)
  func exactlySoManyArriveWithinASpan(pattern: ArrivalPattern) throws {
    for seed: UInt64 in 1...20 {
      let (trace, _) = try generated(
        generator(pattern, requests: 1_000, span: hour) { $0.seed = seed })
      #expect(trace.count == 1_000)
      #expect(trace.arrivals[0] >= 0 && trace.arrivals[999] < hour)
    }
  }

  private func mean(_ values: [Int64]) -> Double {
    values.reduce(0) { $0 + Double($1) } / Double(values.count)
  }

  private func counts(_ trace: Trace, window: Int64) -> [Int] {
    var counts = [Int](repeating: 0, count: Int(trace.arrivals[trace.count - 1] / window) + 1)
    for arrival in trace.arrivals { counts[Int(arrival / window)] += 1 }
    return counts
  }

  /// Variance of the counts in windows over their mean.
  private func dispersion(_ trace: Trace, window: Int64) -> Double {
    let counts = counts(trace, window: window).dropLast().map(Double.init)
    let mean = counts.reduce(0, +) / Double(counts.count)
    return counts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(counts.count) / mean
  }
}
