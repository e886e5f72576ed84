import Glibc
import Units

/// Standard output and standard error.
enum StandardStreams {
  /// Files that threads, inputs and outputs keep open at a time.
  private static let neededFiles = 16

  /// Throws `.unavailable` where the process may not open the files that it needs; the threads'
  /// library would end the process in the middle of a run.
  static func checkRoom() throws {
    var opened: [Int32] = []
    defer { for descriptor in opened { close(descriptor) } }
    for _ in 0..<neededFiles {
      let descriptor = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0)
      guard descriptor >= 0 else {
        throw Failure(
          .inputOutput, "too few files can be opened: \(String(cString: strerror(errno)))",
          hint: "ulimit -n 64 allows more")
      }
      opened.append(descriptor)
    }
  }

  /// Lets a closed pipe end the program in silence, also where the parent ignores the signal.
  static func restorePipeSignal() { signal(SIGPIPE, SIG_DFL) }

  /// Fills the places of closed standard streams, so that no file that is opened later is taken
  /// for one of them; writing to such a place fails.
  static func occupyClosedPlaces() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      _ = open("/dev/null", O_RDONLY)
    }
  }

  /// Writes results to standard output.
  static func write(_ bytes: [UInt8]) throws {
    try write(bytes, to: STDOUT_FILENO, name: "standard output")
  }

  /// Writes all bytes to a descriptor; throws `.inputOutput` with the system's reason.
  static func write(_ bytes: [UInt8], to descriptor: Int32, name: String) throws {
    try bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let count = Glibc.write(
          descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else {
          throw Failure(
            .inputOutput, "cannot write to \(name): \(String(cString: strerror(errno)))")
        }
        rest = rest.dropFirst(count)
      }
    }
  }

  /// Says something besides the result on standard error.
  static func note(_ text: String) {
    try? write(Array((visibleText(text) + "\n").utf8), to: STDERR_FILENO, name: "standard error")
  }

  /// Says what went wrong on standard error, a finding a line; what came from files and arguments
  /// cannot act on the terminal.
  static func report(_ failure: Failure) {
    var lines = failure.message.split(separator: "\n").map(String.init)
    if let hint = failure.hint { lines.append("hint: \(hint)") }
    let text = lines.map { visibleText($0) + "\n" }.joined()
    // There is nowhere left to say that standard error cannot be written.
    try? write(Array(text.utf8), to: STDERR_FILENO, name: "standard error")
  }
}
