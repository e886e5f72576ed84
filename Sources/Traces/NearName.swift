/// The name among `candidates` that `name` was probably meant to be; nil when none is near.
///
/// Near is an edit distance of at most 2 (1 for names under five bytes), or one name being the
/// start of the other. The first of equally near names wins.
func nearName(to name: String, among candidates: [String]) -> String? {
  let typed = Array(name.lowercased().utf8.prefix(64))
  guard typed.count > 1 else { return nil }
  var best: (name: String, distance: Int)?
  for candidate in candidates {
    let known = Array(candidate.lowercased().utf8.prefix(64))
    let isPrefix = typed.count >= 4 && (known.starts(with: typed) || typed.starts(with: known))
    let distance = isPrefix ? 1 : editDistance(typed, known)
    guard distance <= (typed.count < 5 ? 1 : 2), distance < best?.distance ?? .max else {
      continue
    }
    best = (candidate, distance)
  }
  return best?.name
}

/// Insertions, deletions and substitutions that turn one into the other (Wagner and Fischer 1974).
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
  var row = Array(0...right.count)
  for (index, byte) in left.enumerated() {
    var diagonal = row[0]
    row[0] = index + 1
    for column in right.indices {
      let substituted = diagonal + (byte == right[column] ? 0 : 1)
      diagonal = row[column + 1]
      row[column + 1] = min(substituted, diagonal + 1, row[column] + 1)
    }
  }
  return row[right.count]
}
