import Glibc
import Units

/// The version of this program, and the time of its outputs.
enum Version {
  static let number = "0.1.0"

  /// Now, or `SOURCE_DATE_EPOCH` where it is set, so that an output can be made again to the byte
  /// (https://reproducible-builds.org/specs/source-date-epoch/).
  static func generatedAt() throws -> String {
    guard let text = getenv("SOURCE_DATE_EPOCH").map({ String(cString: $0) }) else {
      return iso8601(microseconds: Int64(time(nil)) * 1_000_000)
    }
    guard let seconds = Int64(text), (0...253_402_300_799).contains(seconds) else {
      throw Failure(
        .configuration, "SOURCE_DATE_EPOCH \(quotedText(text)) is not a number of seconds")
    }
    return iso8601(microseconds: seconds * 1_000_000)
  }
}
