import Synchronization

/// Results of passes over a stream, each of which takes long: what is asked for again, or by another
/// thread at the same time, is made once.
public final class PassResults: Sendable {
  private final class Result: Sendable {
    let value = Mutex<(any Sendable)?>(nil)
  }

  private let results = Mutex<[Key: Result]>([:])

  private struct Key: Hashable, @unchecked Sendable {
    // Unchecked because keys are values that are `Sendable` when they come in.
    let value: AnyHashable
  }

  init() {}

  /// The result for a key, which determines it.
  public func value<Value: Sendable>(
    for key: some Hashable & Sendable, _ make: () throws -> Value
  ) throws -> Value {
    let key = Key(value: AnyHashable(key))
    let result = results.withLock { results in
      let result = results[key] ?? Result()
      results[key] = result
      return result
    }
    return try result.value.withLock { known in
      if let value = known as? Value { return value }
      let value = try make()
      known = value
      return value
    }
  }
}
