/// The variables that a compose file may refer to.
public struct Variables: Sendable {
  private let values: [String: String]

  public init(_ values: [String: String] = [:]) { self.values = values }

  /// nil where it is not set.
  public subscript(name: String) -> String? { values[name] }

  /// The same with others where these have none; of those with one name the last counts.
  func filled(with others: [EnvironmentFile.Variable]) -> Variables {
    let named = Dictionary(others.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    return Variables(values.merging(named) { own, _ in own })
  }
}
