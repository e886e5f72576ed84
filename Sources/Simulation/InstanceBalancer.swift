/// Chooses the instance of each arrival.
///
/// Instances that never had an arrival need no memory: a balancer takes a new one only in turn.
protocol InstanceBalancer {
  init(instances: Int)

  /// The instance of the next arrival.
  mutating func next() -> Int

  /// A request entered or left `instance`: `change` is 1 or −1.
  mutating func outstanding(of instance: Int, changedBy change: Int)
}

/// One instance after the other.
struct RoundRobin: InstanceBalancer {
  private let instances: Int
  private var following = 0

  init(instances: Int) { self.instances = instances }

  mutating func next() -> Int {
    defer { following = following &+ 1 == instances ? 0 : following &+ 1 }
    return following
  }

  mutating func outstanding(of instance: Int, changedBy change: Int) {}
}

/// The instance with the fewest outstanding requests: a tournament tree, in which each node holds
/// the lesser of its two children.
struct LeastOutstanding: InstanceBalancer {
  private let instances: Int
  /// Instances that had an arrival.
  private var used = 0
  /// The root is node 1, the children of node n are 2n and 2n + 1; the second half are the
  /// instances. A node holds outstanding requests in the upper, the instance in the lower bits.
  private var nodes = [Int](repeating: unused, count: 2)

  private static let unused = Int.max
  private static let indexBits = 32

  init(instances: Int) { self.instances = instances }

  mutating func next() -> Int {
    let winner = nodes[1]
    if winner >> Self.indexBits == 0 || used == instances {
      return winner & (1 << Self.indexBits - 1)
    }
    // All that had an arrival are busy, so that the next one has the fewest requests.
    if used == nodes.count / 2 { grow() }
    used += 1
    set(used - 1, to: used - 1)
    return used - 1
  }

  mutating func outstanding(of instance: Int, changedBy change: Int) {
    set(instance, to: nodes[nodes.count / 2 + instance] &+ change << Self.indexBits)
  }

  private mutating func set(_ instance: Int, to value: Int) {
    nodes.withUnsafeMutableBufferPointer { nodes in
      var node = nodes.count / 2 &+ instance
      nodes[node] = value
      while node > 1 {
        let lesser = min(nodes[node], nodes[node ^ 1])
        node >>= 1
        if nodes[node] == lesser { break }
        nodes[node] = lesser
      }
    }
  }

  private mutating func grow() {
    let leaves = nodes[used...]
    nodes = [Int](repeating: Self.unused, count: 2 * nodes.count)
    for (instance, leaf) in leaves.enumerated() { set(instance, to: leaf) }
  }
}
