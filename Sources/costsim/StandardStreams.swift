import Glibc
import Units

/// Standard output and standard error.
enum StandardStreams {
  /// Writes results to standard output; a closed pipe ends the program in silence, as the signal
  /// does by default.
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

  /// Says what went wrong on standard error.
  static func report(_ failure: Failure) {
    var text = "costsim: \(failure.message)\n"
    if let hint = failure.hint { text += "hint: \(hint)\n" }
    // There is nowhere left to say that standard error cannot be written.
    try? write(Array(text.utf8), to: STDERR_FILENO, name: "standard error")
  }
}
