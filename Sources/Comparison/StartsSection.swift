import Rendering
import Simulation
import Units

/// What a trace observed of cold starts and environments beside what a model predicts.
public struct StartsSection: Sendable {
  /// In the order of the trace.
  let observed: [ObservedStarts]
  private let prediction: PredictedStarts.Prediction

  public init(observed: [ObservedStarts], prediction: PredictedStarts.Prediction) {
    self.observed = observed
    self.prediction = prediction
  }

  private var predicted: PredictedStarts? {
    if case .replayed(let starts) = prediction { starts } else { nil }
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
    let predicted = section.predicted.map { starts in
      service.map { starts.services[$0] } ?? starts.whole
    }
    func value(_ count: Int?) -> FieldValue { count.map { .integer(Int128($0)) } ?? .missing }
    return [
      value(observed.coldStarts), value(observed.environments), value(predicted?.coldStarts),
      value(predicted?.environmentsUsed),
    ]
  }

  var blocks: [Block] {
    [.heading("Observed and predicted"), .table(table), .paragraph(note)]
  }

  private var table: Table {
    let observed = ObservedStarts.whole(self.observed)
    let predicted = predicted?.whole
    func cell(_ count: Int?) -> Cell { count.map { .number(grouped($0)) } ?? .missing }
    return Table(
      columns: [
        Column("", .left), Column("observed", .right), Column("predicted", .right),
      ],
      rows: [
        [.text("cold starts"), cell(observed.coldStarts), cell(predicted?.coldStarts)],
        [
          .text("cold-start rate"), rate(observed.coldStarts, observed.requests),
          rate(predicted?.coldStarts, predicted?.completed ?? 0),
        ],
        [
          .text("environments"), cell(observed.environments),
          cell(predicted?.environmentsUsed),
        ],
        [
          .text("mean environments"), .missing,
          predicted.map { .number($0.meanInstances.text(places: 2, grouped: true)) } ?? .missing,
        ],
      ])
  }

  private func rate(_ coldStarts: Int?, _ requests: Int) -> Cell {
    coldStarts.flatMap { ExactDecimal(Int128($0) * 100, over: Int128(requests)) }
      .map { .number($0.text(places: 2) + " %") } ?? .missing
  }

  private var note: String {
    switch prediction {
    case .replayed(let starts):
      "Predicted by \(starts.option): \(starts.assumptions). Every environment of the replay "
        + "starts cold; those that served the first requests of a log may have been warm."
    case .impossible(let option, let reason):
      "Nothing is predicted: \(option): \(reason). --option SPEC names another."
    }
  }
}

extension Outcome {
  /// Environments that were started or stood ready.
  fileprivate var environmentsUsed: Int { coldStarts + standingInstances }
}
