/// How the durations of a log came to their unit.
struct DurationReading: Sendable {
  /// The sentence that says so; nil where the format states the unit.
  let sentence: String?
  /// Whether the unit is a guess that nothing in the file supports.
  let isGuess: Bool
  /// Whether the options may state the unit.
  let takesUnit: Bool

  /// The format states the unit.
  static let asTheFormatSays = DurationReading(sentence: nil, isGuess: false, takesUnit: false)

  init(_ sentence: String, isGuess: Bool = false) {
    self.init(sentence: sentence, isGuess: isGuess, takesUnit: true)
  }

  init(sentence: String?, isGuess: Bool, takesUnit: Bool) {
    self.sentence = sentence
    self.isGuess = isGuess
    self.takesUnit = takesUnit
  }
}
