import Metering
import Pricing
import Units

/// What a way of buying other than on demand means for an option.
struct CommitmentTerms {
  let option: PlatformOption
  let commitment: Commitment
  let context: EvaluationContext

  /// nil for what is bought on demand.
  init?(_ option: PlatformOption, _ context: EvaluationContext) {
    guard let commitment = option["purchase"].flatMap(option.platform.commitment) else {
      return nil
    }
    self.option = option
    self.commitment = commitment
    self.context = context
  }

  /// Adds what is to know about the way of buying.
  func describe(_ evaluation: inout Evaluation) throws {
    if let sentence = try breakEven(evaluation.readings) {
      evaluation.assumptions.append(sentence)
    }
    if commitment.isInterruptible {
      evaluation.warnings.append(
        Warning(
          code: "interruptible",
          message: "\(commitment.title): interruptions are not simulated, and the price floats"))
    }
  }

  /// Above which use of the term the commitment is cheaper than on demand: price ÷ price on demand.
  private func breakEven(_ readings: [PricedReading]) throws -> String? {
    guard let months = commitment.termMonths else { return nil }
    let committed = readings.filter { $0.meter.formula == nil }.filter {
      $0.rate.conditions.contains { $0.key == "purchase" }
    }
    .filter { $0.rate.service == option.platform.pricedService }
    let rates = try context.priceBook.rates(of: option.platform)
    let onDemand = try committed.map { reading in
      let rate = try rates.rate(of: reading.meter.id, region: option.region) {
        $0 == "purchase" ? option.platform.parameter($0)?.defaultValue : option[$0]
      }
      return PricedReading(
        meter: reading.meter, service: reading.service, quantity: reading.quantity, rate: rate)
    }
    let cost = try context.bill(committed).total
    guard let share = ExactDecimal(cost.scaled * 100, over: try context.bill(onDemand).total.scaled)
    else { return nil }
    return "\(commitment.title): paid for \(months) months, used or not; it pays where more than "
      + "\(share.text(places: 1)) % of it is used"
  }
}
