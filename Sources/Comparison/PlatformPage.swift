import Pricing
import Rendering
import Units

/// Everything that is known about one platform in one region.
public struct PlatformPage: Sendable {
  private let platform: Platform
  private let rates: RateTable
  private let region: String

  public init(platform: Platform, rates: RateTable, region: String) {
    self.platform = platform
    self.rates = rates
    self.region = region
  }

  private var regional: [(rate: Rate, tier: RateTier)] {
    rates.rates.filter { $0.region == region }.flatMap { rate in
      rate.tiers.map { (rate, $0) }
    }
  }

  /// One record a rate and tier.
  public var records: RecordTable {
    var table = RecordTable(columns: [
      "platform", "region", "variant", "meter", "tierFrom", "price", "currency", "unit", "asOf",
      "confidence", "source",
    ])
    for (rate, tier) in regional {
      table.append([
        .text(platform.id), .text(rate.region), .text(variant(rate)), .text(rate.meter),
        .decimal(tier.from), tier.price.map { .decimal($0) } ?? .missing, .text(rate.currency),
        .text(rate.unitText), tier.asOf.map { .text($0.description) } ?? .missing,
        .text(tier.confidence.rawValue), .text(tier.source?.title ?? ""),
      ])
    }
    return table
  }

  public var report: Report {
    var blocks: [Block] = [
      .heading("\(platform.id): \(platform.serviceName), \(region)"), .list(parameters),
    ]
    if !behaviour.isEmpty { blocks.append(.list(behaviour)) }
    if !limits.isEmpty { blocks.append(.list(limits)) }
    let surroundings = PlatformSurroundings(platform: platform).lines
    if !surroundings.isEmpty { blocks.append(.list(surroundings)) }
    blocks += [
      .table(rateTable),
      .notes(platform.sources.filter { isUsed($0) }.map { Note("[\($0.key)]", text(of: $0)) }),
      .paragraph("Regions with prices: \(rates.regions.joined(separator: ", "))."),
    ]
    return Report(blocks)
  }

  private var rateTable: Table {
    Table(
      columns: [
        Column("meter"), Column("variant", isFlexible: true), Column("from", .right, priority: 1),
        Column("price", .right), Column("per"), Column("as of", priority: 3),
        Column("source", priority: 2),
      ],
      rows: regional.map { rate, tier in
        [
          .text(rate.meter), .text(variant(rate)),
          .number(tier.from.text(places: 12, padded: false, grouped: true)),
          tier.price.map { .number("\(rate.currency) \($0.text)") } ?? .text("not known"),
          .text(rate.unitText), tier.asOf.map { .text($0.description) } ?? .missing,
          .text(
            tier.source.map { "[\($0.key)]" } ?? "–",
            marker: tier.confidence == .high ? "" : " \(tier.confidence.rawValue)"),
        ]
      })
  }

  private func variant(_ rate: Rate) -> String {
    rate.conditions.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
  }

  private var parameters: [String] {
    platform.parameters.map { parameter in
      var text = "\(parameter.key)="
      if parameter.values.count > 12 {
        text += parameter.values.prefix(6).joined(separator: "|") + "|… (\(parameter.values.count))"
      } else if !parameter.values.isEmpty {
        text += parameter.values.joined(separator: "|")
      } else {
        text += parameter.unit?.rawValue ?? "ID"
      }
      if let minimum = parameter.minimum, let maximum = parameter.maximum {
        text += " \(minimum) to \(maximum)"
      }
      return text + (parameter.defaultValue.map { ", default \($0)" } ?? "")
    }
  }

  private var behaviour: [String] {
    func line<Value>(_ name: String, _ dated: Dated<Value>?) -> String? {
      dated.map {
        "\(name): \($0.value) (\(platform.source($0.source)?.title ?? ""), \($0.asOf)"
          + ($0.confidence == .high ? ")" : ", \($0.confidence.rawValue) confidence)")
      }
    }
    let known = platform.behaviour
    return [
      line("an idle environment stays warm for", known.keepAlive), line("routing", known.routing),
      line("concurrency of an account", known.accountConcurrency),
      line("new environments of a function, at most", known.scaleRate),
      line("requests a second for each unit of concurrency, at most", known.requestsPerConcurrency),
      line("a client repeats a throttled request", known.retry),
      line("a throttled request of an asynchronous caller is repeated", known.queue),
      line("memory that buys one vCPU, in MB", known.memoryPerVcpu),
      line("share of memory that requests can use", known.usableMemory),
      line("share of vCPU that requests can use", known.usableVcpu),
      line("requests that an environment serves at once, at most", known.requestsPerEnvironment),
      line(
        "environments that are always kept (\(known.minimumEnvironments?.key ?? "")=)",
        known.minimumEnvironments?.count),
      line("environments of a service, at most", known.maximumEnvironments),
      line("initialisation", known.initTime),
    ].compactMap { $0 }
  }

  private var limits: [String] {
    platform.limits.map {
      "\($0.kind.rawValue): \($0.maximum == nil ? "" : "at most ")\($0.text) "
        + "(\(platform.source($0.source)?.title ?? ""), \($0.asOf))"
    }
  }

  private func isUsed(_ source: Source) -> Bool {
    regional.contains { $0.tier.source == source }
  }

  private func text(of source: Source) -> String {
    source.url.isEmpty ? source.title : "\(source.title) \(source.url)"
  }
}
