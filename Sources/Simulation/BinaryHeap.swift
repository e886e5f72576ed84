/// A binary min-heap; equal elements leave in no particular order.
struct BinaryHeap<Element: Comparable> {
  private var elements: [Element] = []

  /// The least element.
  var first: Element? { elements.first }

  mutating func insert(_ element: Element) {
    elements.append(element)
    elements.withUnsafeMutableBufferPointer { buffer in
      var hole = buffer.count - 1
      while hole > 0 {
        let parent = (hole - 1) / 2
        guard element < buffer[parent] else { break }
        buffer[hole] = buffer[parent]
        hole = parent
      }
      buffer[hole] = element
    }
  }

  /// Takes the least element away; the heap is not empty.
  mutating func removeFirst() {
    let last = elements.removeLast()
    if !elements.isEmpty { replaceFirst(with: last) }
  }

  /// Puts `element` in the place of the least one, in one pass instead of two; not empty.
  mutating func replaceFirst(with element: Element) {
    elements.withUnsafeMutableBufferPointer { buffer in
      var hole = 0
      while true {
        var child = 2 * hole + 1
        guard child < buffer.count else { break }
        if child + 1 < buffer.count && buffer[child + 1] < buffer[child] { child += 1 }
        guard buffer[child] < element else { break }
        buffer[hole] = buffer[child]
        hole = child
      }
      buffer[hole] = element
    }
  }
}

/// The end of a request's service, and the service or slot that it ends in.
struct Departure: Comparable {
  var time: Int64
  var place: Int

  static func < (left: Departure, right: Departure) -> Bool {
    left.time < right.time || (left.time == right.time && left.place < right.place)
  }
}
