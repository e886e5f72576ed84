import Metering
import Units

/// What a platform is for some values of its parameters, such as another plan.
public struct PlatformVariant: Sendable {
  public let conditions: [ParameterCondition]
  /// Without variants of its own.
  public let platform: Platform
}

/// A resource whose amount follows a parameter, such as the clock that comes with memory.
public struct DerivedResource: Sendable {
  /// What meters multiply by.
  public let key: String
  public let unit: ResourceUnit
  /// The parameter that it follows.
  public let parameter: String
  /// In ascending order: up to so much of the parameter comes so much; base units.
  public let steps: [(parameter: Int128, amount: Int128)]
  public let asOf: AsOf
  /// A key of `Platform.sources`.
  public let source: String

  /// The amount for so much of the parameter; that of the largest step above all of them.
  func amount(_ parameter: Int128) -> Int128? {
    (steps.first { $0.parameter >= parameter } ?? steps.last)?.amount
  }
}
