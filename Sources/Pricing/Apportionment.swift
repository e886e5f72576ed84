import Units

/// Splits a shared quantity over services in proportion to their use, in whole base units.
///
/// Graduated tiers and allowances apply to an account's total, so a service's part of each is its
/// share of the total. `bounds` are ascending quantities that end at the total; the result has,
/// for each service, how much of it lies below each bound. Every column sums to its bound, every
/// row ends at the service's quantity and never falls, so each cell can be billed as it stands.
func cumulativeShares(of quantities: [Int128], below bounds: [Int128]) -> [[Int128]] {
  let total = quantities.reduce(0, +)
  var rows = quantities.map { _ in [Int128]() }
  for bound in bounds {
    let before = rows.map { $0.last ?? 0 }
    var shares = quantities.indices.map { index in
      max(before[index], share(of: quantities[index], bound: bound, total: total).whole)
    }
    var left = bound - shares.reduce(0, +)
    // The units lost to rounding go to the largest remainders, ties to the first service.
    let order = quantities.indices.sorted {
      let (one, other) = (
        share(of: quantities[$0], bound: bound, total: total).remainder,
        share(of: quantities[$1], bound: bound, total: total).remainder
      )
      return one == other ? $0 < $1 : one > other
    }
    while left != 0 {
      var moved = false
      for index in order where left != 0 {
        if left > 0, shares[index] < quantities[index] {
          shares[index] += 1
          left -= 1
          moved = true
        } else if left < 0, shares[index] > before[index] {
          shares[index] -= 1
          left += 1
          moved = true
        }
      }
      guard moved else { break }
    }
    for index in rows.indices { rows[index].append(shares[index]) }
  }
  return rows
}

/// Splits an amount in proportion to weights, none of them negative; the parts sum to the amount.
///
/// Each part is within one unit (10⁻¹²) of its exact share. Without any weight the first part takes
/// all.
public func apportioned(_ amount: Money, by weights: [Int128]) -> [Money] {
  let total = weights.reduce(0, +)
  var sum: Int128 = 0
  var given: Int128 = 0
  return weights.indices.map { index in
    sum += weights[index]
    let reached =
      total > 0
      ? share(of: amount.scaled, bound: sum, total: total).whole : amount.scaled
    defer { given = reached }
    return Money(scaled: reached - given)
  }
}

/// ⌊quantity × bound / total⌋ and what is left over, exact for any Int128.
private func share(
  of quantity: Int128, bound: Int128, total: Int128
) -> (whole: Int128, remainder: Int128) {
  guard total > 0 else { return (0, 0) }
  let product = quantity.magnitude.multipliedFullWidth(by: bound.magnitude)
  let (whole, remainder) = total.magnitude.dividingFullWidth(product)
  return (Int128(whole), Int128(remainder))
}
