/// How many durations are shorter or longer than a server's are: a unit may be taken for another.
struct OddDurations: Sendable {
  /// Microseconds that hardly any request takes less than.
  static let least: Int64 = 50
  /// Microseconds that a load balancer waits for more of a response by default (AWS documentation,
  /// "Application Load Balancers", idle timeout; nginx documentation, `proxy_read_timeout`).
  static let usualWait: Int64 = 60_000_000
  /// The most that one can be told to wait (ibid.).
  static let longestWait: Int64 = 4_000_000_000

  var rows = 0
  var short = 0
  var overUsual = 0
  var overLongest = 0

  init() {}

  init(_ durations: UnsafePointer<Int64>, count: Int) {
    rows = count
    for row in 0..<count {
      let duration = durations[row]
      short &+= duration < Self.least ? 1 : 0
      overUsual &+= duration > Self.usualWait ? 1 : 0
      overLongest &+= duration > Self.longestWait ? 1 : 0
    }
  }

  static func + (left: Self, right: Self) -> Self {
    var sum = left
    sum.rows += right.rows
    sum.short += right.short
    sum.overUsual += right.overUsual
    sum.overLongest += right.overLongest
    return sum
  }

  /// What is odd about the 99th percentile (nearest rank); nil where nothing is.
  ///
  /// `isLogOfServer` is for logs of servers whose format leaves the unit open.
  func sentence(isLogOfServer: Bool) -> String? {
    // The durations above the percentile's place are at most n − ⌈0.99 n⌉.
    let above = rows - (rows * 99 + 99) / 100
    if rows > 0 && rows - short <= above {
      return "99 % of the durations are less than 0.05 ms, which hardly any request takes"
    }
    if overLongest > above {
      return "more than 1 % of the durations are over 4,000 s, longer than proxies wait"
    }
    if isLogOfServer && overUsual > above {
      return "more than 1 % of the durations are over 60 s, longer than proxies wait unless told to"
    }
    return nil
  }
}
