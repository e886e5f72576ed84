/// A first-in, first-out queue in a ring whose capacity is a power of two.
struct RingQueue<Element> {
  private var ring: [Element] = []
  private var head = 0
  private(set) var count = 0

  var first: Element? { count == 0 ? nil : ring[head] }

  /// The element `index` places behind the head; `index` is in 0..<count.
  subscript(index: Int) -> Element {
    get { ring[(head &+ index) & (ring.count - 1)] }
    set { ring[(head &+ index) & (ring.count - 1)] = newValue }
  }

  mutating func append(_ element: Element) {
    if count == ring.count { grow(filling: element) }
    count += 1
    self[count - 1] = element
  }

  mutating func popFirst() -> Element? {
    guard count > 0 else { return nil }
    let element = ring[head]
    head = (head + 1) & (ring.count - 1)
    count -= 1
    return element
  }

  private mutating func grow(filling element: Element) {
    var larger = (0..<count).map { self[$0] }
    larger.append(contentsOf: repeatElement(element, count: max(8, count)))
    // From 8 on, doubling keeps the capacity a power of two.
    ring = larger
    head = 0
  }
}
