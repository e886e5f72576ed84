/// The candidate that `text` was probably meant to be; nil when none is near.
///
/// Near is at most one edit for every three characters (insertion, removal, replacement, swap of
/// neighbours; case does not count). Where nothing is that near, a candidate that contains `text`
/// is taken, the shortest, so that `lambda` finds `aws-lambda`. Of equals the first is taken.
public func closest(to text: String, among candidates: some Sequence<String>) -> String? {
  // Longer texts are no typing mistakes, and the distance takes quadratic time.
  guard text.utf8.count <= 64 else { return nil }
  let typed = Array(text.lowercased().unicodeScalars)
  var best: (name: String, distance: Int)?
  var containing: String?
  for candidate in candidates where candidate.utf8.count <= 64 {
    let lowered = candidate.lowercased()
    let name = Array(lowered.unicodeScalars)
    let distance = editDistance(typed, name)
    if distance <= max(typed.count, name.count) / 3, distance < best?.distance ?? Int.max {
      best = (candidate, distance)
    }
    if typed.count >= 4, candidate.utf8.count < containing?.utf8.count ?? .max,
      lowered.contains(text.lowercased())
    {
      containing = candidate
    }
  }
  return best?.name ?? containing
}

/// `; did you mean "aws-lambda"?` to end a message with, or nothing when no candidate is near.
public func didYouMean(_ text: String, among candidates: some Sequence<String>) -> String {
  closest(to: text, among: candidates).map { "; did you mean \(quotedText($0))?" } ?? ""
}

/// Damerau and Levenshtein's distance in its form where no part is edited twice.
private func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
  var beforePrevious: [Int] = []
  var previous = Array(0...right.count)
  for row in 0..<left.count {
    var current = [row + 1]
    for column in 0..<right.count {
      let replaced = previous[column] + (left[row] == right[column] ? 0 : 1)
      var least = min(previous[column + 1] + 1, current[column] + 1, replaced)
      if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
        least = min(least, beforePrevious[column - 1] + 1)
      }
      current.append(least)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[right.count]
}
