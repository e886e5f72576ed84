/// Names under which telemetry says how many requests a record of a sample stands for, or which
/// share was kept (Application Insights: `itemCount`; Log Analytics: `ItemCount`; Honeycomb:
/// `SampleRate`; Datadog: `_sample_rate`).
enum SamplingNames {
  private static let keys: [StaticString] = [
    "itemCount", "ItemCount", "itemcount", "samplingRate", "SamplingRate", "sampling_rate",
    "sampleRate", "SampleRate", "samplerate", "sample_rate", "_sample_rate", "@sample_rate",
  ]

  /// Whether a column has such a name, in any case.
  static func isOne(_ column: String) -> Bool {
    let name = column.lowercased()
    return keys.contains { "\($0)".lowercased() == name }
  }

  /// The first such key that the head of a JSON log holds.
  static func key(in head: LogHead) -> String? {
    keys.first { head.containsKey($0) }.map { "\($0)" }
  }
}
