import Units

/// `body` for each service, those with the most requests first so that the threads end together;
/// results in service order.
func inTurnOfSize<Result: Sendable>(
  of rows: [Range<Int>], jobs: Int, _ body: @Sendable (Int) throws -> Result
) throws -> [Result] {
  let order = rows.indices.sorted { (rows[$1].count, $0) < (rows[$0].count, $1) }
  let results = try parallelMap(count: order.count, jobs: jobs) { try body(order[$0]) }
  var places = order
  for (place, index) in order.enumerated() { places[index] = place }
  return places.map { results[$0] }
}

/// The percentiles of each service's completed requests.
func servicePercentiles(
  of rows: [Range<Int>], columns: ReplayColumns, jobs: Int
) throws -> [LatencyPercentiles] {
  try inTurnOfSize(of: rows, jobs: jobs) {
    try LatencyPercentiles(of: columns.latencies(of: rows[$0]), jobs: 1)
  }
}
