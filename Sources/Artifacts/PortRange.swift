/// Ports that a rule of a security group allows.
struct PortRange: Hashable {
  let first: Int
  let last: Int

  init(_ port: Int) { (first, last) = (port, port) }

  /// Every one, for connections whose port no file tells.
  static let all = PortRange(first: 0, last: 65_535)

  private init(first: Int, last: Int) { (self.first, self.last) = (first, last) }

  /// Those that connections need, in order; all of them where the port of one is not known.
  static func needed(for peers: [Peer]) -> [PortRange] {
    guard !peers.contains(where: { $0.port == nil }) else { return [.all] }
    return Set(peers.compactMap(\.port)).sorted().map { PortRange($0) }
  }
}
