import Glibc
import Synchronization
import Units

/// Tells on a terminal how far long reads are, once they have taken a second.
final class ReadProgress: Sendable {
  private struct State {
    let start: Int64
    var shown: Int64 = 0
    var hasText = false
  }

  /// Bytes of all files; nil where a file is none whose size is known.
  private let total: Int?
  private let state: Mutex<State>

  private static let second: Int64 = 1_000_000_000

  /// Nil where standard error is no terminal.
  init?(_ paths: [String]) {
    guard isatty(STDERR_FILENO) == 1 else { return nil }
    total = paths.reduce(Int?(0)) { sum, path in
      var status = stat()
      guard let sum, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
        return nil
      }
      return sum + Int(status.st_size)
    }
    state = Mutex(State(start: Self.now))
  }

  /// So many bytes were read.
  func update(_ bytes: Int) {
    let now = Self.now
    state.withLock { state in
      let elapsed = now - state.start
      guard elapsed >= Self.second, now - state.shown >= Self.second / 10 else { return }
      state.shown = now
      state.hasText = true
      write("\r\u{1b}[K" + Self.text(bytes, of: total, nanoseconds: elapsed))
    }
  }

  /// Takes the line away.
  func clear() {
    state.withLock { state in
      if state.hasText { write("\r\u{1b}[K") }
      state.hasText = false
    }
  }

  /// `reading: 1,234 of 4,000 MB, 512 MB/s, 6 s left`.
  static func text(_ bytes: Int, of total: Int?, nanoseconds: Int64) -> String {
    let megabyte = 1_000_000
    let rate = Double(bytes) / (Double(max(1, nanoseconds)) / 1e9)
    var text = "reading: \(bytes / megabyte)"
    if let total { text += " of \(total / megabyte)" }
    text += " MB, \(Int(rate) / megabyte) MB/s"
    if let total, rate > 0 {
      text += ", \(Int((Double(max(0, total - bytes)) / rate).rounded(.up))) s left"
    }
    return text
  }

  private func write(_ text: String) {
    try? StandardStreams.write(
      Array(text.utf8), to: STDERR_FILENO, name: "standard error")
  }

  private static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * second + Int64(time.tv_nsec)
  }
}
