import Glibc

/// The terminal that standard output may be.
enum Terminal {
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Columns: the terminal's, else `COLUMNS`, else 100 for files and pipes.
  static var width: Int {
    var size = winsize()
    if isTerminal, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
      return Int(size.ws_col)
    }
    guard let text = getenv("COLUMNS"), let columns = Int(String(cString: text)), columns > 0 else {
      return 100
    }
    return min(columns, 1_000)
  }

  /// Whether tables are coloured: on a terminal that can, and not where `NO_COLOR` is set
  /// (https://no-color.org).
  static func usesColor(_ when: String?) -> Bool {
    switch when {
    case "always": return true
    case "never": return false
    default:
      func variable(_ name: String) -> String {
        getenv(name).map { String(cString: $0) } ?? ""
      }
      return isTerminal && variable("NO_COLOR").isEmpty && variable("TERM") != "dumb"
    }
  }
}
