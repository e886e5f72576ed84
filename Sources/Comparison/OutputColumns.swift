/// A column of the output tables and what it means.
public struct OutputColumn: Hashable, Sendable {
  public let name: String
  public let meaning: String

  init(_ name: String, _ meaning: String) {
    self.name = name
    self.meaning = meaning
  }
}

extension ComparisonRecords {
  static let performanceColumns: [OutputColumn] = [
    OutputColumn("requests", "arrivals in the trace"),
    OutputColumn("completedRequests", "requests that were served"),
    OutputColumn("throttledRequests", "requests refused by a concurrency limit (429)"),
    OutputColumn("rejectedRequests", "requests refused by a full queue or a queue time-out (503)"),
    OutputColumn("coldStarts", "completed requests that started an environment"),
    OutputColumn("coldStartRate", "coldStarts / completedRequests, 0-1"),
    OutputColumn(
      "latencyMeanMs", "mean latency of completed requests: waiting, initialisation and duration"),
    OutputColumn("latencyP50Ms", "median latency: the value of rank ceil(0.50 n), exact"),
    OutputColumn("latencyP90Ms", "latency of rank ceil(0.90 n), exact"),
    OutputColumn("latencyP95Ms", "latency of rank ceil(0.95 n), exact"),
    OutputColumn("latencyP99Ms", "latency of rank ceil(0.99 n), exact"),
    OutputColumn("latencyMaxMs", "the longest latency, exact"),
    OutputColumn("waitMeanMs", "mean time before the handler starts: queueing and initialisation"),
    OutputColumn(
      "meanRunning",
      "instances or environments with at least one request, mean from first arrival to last "
        + "departure"),
    OutputColumn("meanInstances", "instances or environments that exist, mean over the same time"),
    OutputColumn(
      "peakInstances",
      "most instances or environments at once; for hybrid and mixed the sum of their parts' peaks"),
    OutputColumn("peakConcurrency", "most requests in flight at once"),
    OutputColumn("utilization", "busy slot time / available slot time, 0-1"),
  ]

  /// The columns of `rows`.
  public static let rowColumns: [OutputColumn] =
    [
      OutputColumn("optionId", "names the option within this output"),
      OutputColumn("option", "the SPEC that reproduces the row"),
      OutputColumn("platform", "the platform's name in SPECs"),
      OutputColumn("provider", "the vendor's short name"),
      OutputColumn("region", "the vendor's region"),
      OutputColumn(
        "costModel", "per-invocation, provisioned, hybrid (mixed options too) or surrounding"),
      OutputColumn(
        "rank",
        "options that meet the objective by cost, then the other feasible ones by cost, then those "
          + "of which the least cost alone is known; null where not feasible"),
      OutputColumn("feasible", "whether the platform's limits allow the trace"),
      OutputColumn("infeasibleReason", "the limit that forbids it, with its source"),
    ] + performanceColumns + [
      OutputColumn(
        "monthlyCostUsd",
        "cost of the billed period (a month of 730 h, or the trace with --project none); null in "
          + "another currency without --exchange-rate"),
      OutputColumn("computeCostUsd", "its part for compute"),
      OutputColumn("requestCostUsd", "its part for requests"),
      OutputColumn("surroundingCostUsd", "its part for what surrounds compute"),
      OutputColumn(
        "costPerMillionRequestsUsd", "monthlyCostUsd / requests of the billed period * 1,000,000"),
      OutputColumn(
        "costLowUsd",
        "what it costs at least, where totals leave open how requests share environments and how "
          + "long those idle; else null"),
      OutputColumn(
        "costHighUsd",
        "what it costs at most without initialisation, where that is known; else null"
      ),
      OutputColumn(
        "carbonKgCo2e",
        "kilograms of CO2e of compute in the billed period: (vCPU-hours × minimum watts + busy "
          + "vCPU-hours × (maximum - minimum watts)) / 1000 + GB-hours × kWh a GB-hour, × PUE × grid "
          + "factor (Cloud Carbon Footprint); null where a factor is not known"),
      OutputColumn("meetsSlo", "whether the trace and each service meet the objective"),
      OutputColumn("currency", "ISO 4217 code of monthlyCost"),
      OutputColumn("monthlyCost", "the cost in that currency"),
      OutputColumn("spanHours", "time that the trace stands for"),
      OutputColumn("periodHours", "time that is billed"),
      OutputColumn("energyKwh", "energy behind carbonKgCo2e, in kWh"),
      OutputColumn(
        "costIsAtLeast",
        "whether something that is used has no known price anywhere, so that the cost is the least "
          + "and the option ranks behind those whose cost is known"),
      OutputColumn(
        "costIsAssumed",
        "whether a price that is not known in the region was taken to be the dearest known one"),
    ]

  /// The columns of `services`.
  public static let serviceColumns: [OutputColumn] =
    [
      OutputColumn("optionId", "names the option within this output"),
      OutputColumn("service", "the service's name in the trace"),
      OutputColumn("option", "the SPEC of the service's own deployment"),
    ] + performanceColumns + [
      OutputColumn(
        "monthlyCostUsd", "the service's own lines and its share of shared capacity by busy time"),
      OutputColumn("currency", "ISO 4217 code of monthlyCost"),
      OutputColumn("monthlyCost", "the cost in that currency"),
    ]

  /// The columns of `components`.
  public static let componentColumns: [OutputColumn] = [
    OutputColumn("optionId", "names the option within this output"),
    OutputColumn("category", "compute, request or surrounding"),
    OutputColumn("meter", "what is counted"),
    OutputColumn("service", "the service that used it; null for shared capacity"),
    OutputColumn("serviceName", "the vendor's name of the service that is billed"),
    OutputColumn("quantity", "what the billed period uses, the free part included"),
    OutputColumn("unit", "the unit of quantity"),
    OutputColumn("pricingQuantity", "quantity in the unit that the price is quoted for"),
    OutputColumn("pricingUnit", "the unit that the price is quoted for"),
    OutputColumn("listUnitPriceUsd", "the price of one pricing unit"),
    OutputColumn("freeQuantity", "the part of quantity that an allowance covers"),
    OutputColumn("listCostUsd", "pricingQuantity * listUnitPriceUsd"),
    OutputColumn("costUsd", "the same without the free part and less the discount"),
    OutputColumn("currency", "ISO 4217 code of cost"),
    OutputColumn("cost", "the cost in that currency"),
    OutputColumn("tier", "the price tier, from 1"),
    OutputColumn("priceAsOf", "when the price was true"),
    OutputColumn("priceSource", "where the price comes from"),
    OutputColumn(
      "priceConfidence", "high, medium or low; unknown where there is no price, which is null then"),
    OutputColumn(
      "priceIsAssumed",
      "whether it is the dearest known price of the meter, for want of one in the region"),
  ]
}

extension OutputColumn {
  /// Every column of every table, each name once.
  public static var all: [OutputColumn] {
    (ComparisonRecords.rowColumns + ComparisonRecords.serviceColumns
      + ComparisonRecords.componentColumns).reduce(into: []) { columns, column in
        if !columns.contains(where: { $0.name == column.name }) { columns.append(column) }
      }
  }
}
