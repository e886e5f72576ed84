import Rendering
import Units

/// What a trace observed of cold starts and environments beside what a model predicts.
public struct StartsSection: Sendable {
  /// In the order of the trace.
  let observed: [ObservedStarts]
  let predicted: PredictedStarts

  public init(observed: [ObservedStarts], predicted: PredictedStarts) {
    self.observed = observed
    self.predicted = predicted
  }

  /// The columns that records of services get.
  static let columns = [
    "observedColdStarts", "observedEnvironments", "predictedColdStarts", "predictedEnvironments",
  ]

  /// The values of `columns`; all missing without a section, for all services without a `service`.
  static func values(_ section: StartsSection?, service: Int?) -> [FieldValue] {
    guard let section else { return columns.map { _ in .missing } }
    let observed =
      service.map { section.observed[$0] } ?? ObservedStarts.whole(section.observed)
    let predicted = service.map { section.predicted.services[$0] } ?? section.predicted.whole
    func value(_ count: Int?) -> FieldValue { count.map { .integer(Int128($0)) } ?? .missing }
    return [
      value(observed.coldStarts), value(observed.environments), value(predicted.coldStarts),
      value(predicted.coldStarts + predicted.standingInstances),
    ]
  }

  var blocks: [Block] {
    [.heading("Observed and predicted"), .table(table), .paragraph(note)]
  }

  private var table: Table {
    let observed = ObservedStarts.whole(self.observed)
    let predicted = predicted.whole
    func cell(_ count: Int?) -> Cell { count.map { .number(grouped($0)) } ?? .missing }
    return Table(
      columns: [
        Column("", .left), Column("observed", .right), Column("predicted", .right),
      ],
      rows: [
        [.text("cold starts"), cell(observed.coldStarts), cell(predicted.coldStarts)],
        [
          .text("cold-start rate"), rate(observed.coldStarts, observed.requests),
          rate(predicted.coldStarts, predicted.completed),
        ],
        [
          .text("environments"), cell(observed.environments),
          cell(predicted.coldStarts + predicted.standingInstances),
        ],
        [
          .text("mean environments"), .missing,
          .number(predicted.meanInstances.text(places: 2, grouped: true)),
        ],
      ])
  }

  private func rate(_ coldStarts: Int?, _ requests: Int) -> Cell {
    coldStarts.flatMap { ExactDecimal(Int128($0) * 100, over: Int128(requests)) }
      .map { .number($0.text(places: 2) + " %") } ?? .missing
  }

  private var note: String {
    "Predicted by \(predicted.option): \(predicted.assumptions). Every environment of the replay "
      + "starts cold; those that served the first requests of a log may have been warm."
  }
}
