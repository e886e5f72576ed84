import Dispatch
import Glibc
import Synchronization

/// `body` for each index in 0..<count on at most `jobs` threads, results in index order.
///
/// An error of the lowest index is rethrown, so that the outcome does not depend on timing.
public func parallelMap<Result: Sendable>(
  count: Int, jobs: Int, _ body: @Sendable (Int) throws -> Result
) throws -> [Result] {
  guard count > 1, jobs > 1 else { return try (0..<count).map(body) }
  var results = [Swift.Result<Result, any Error>?](repeating: nil, count: count)
  results.withUnsafeMutableBufferPointer { buffer in
    nonisolated(unsafe) let slots = buffer
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: min(jobs, count)) { _ in
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        slots[index] = Swift.Result { try body(index) }
      }
    }
  }
  return try results.map { try $0!.get() }
}

/// Cores that this process may use.
public var availableCores: Int { max(1, sysconfOnline()) }

private func sysconfOnline() -> Int { Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
