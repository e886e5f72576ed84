import Glibc
import Units

/// The machine and the commit that figures belong to.
enum Machine {
  static func description(jobs: Int) -> String {
    var system = utsname()
    uname(&system)
    let kernel = withUnsafePointer(to: &system.release) {
      $0.withMemoryRebound(to: CChar.self, capacity: 65) { String(cString: $0) }
    }
    return "\(processor), \(jobs) cores, Linux \(kernel), commit \(commit)"
  }

  private static var processor: String {
    let lines = text(of: "/proc/cpuinfo").split(separator: "\n")
    let model = lines.first { $0.hasPrefix("model name") }
    return model?.split(separator: ":").last.map { String($0.dropFirst()) } ?? "unknown processor"
  }

  /// What `git rev-parse` says, read from the checkout that the program is started in.
  private static var commit: String {
    let head = text(of: ".git/HEAD").split(separator: "\n").first.map(String.init) ?? ""
    guard head.hasPrefix("ref: ") else { return head.isEmpty ? "unknown" : String(head.prefix(12)) }
    let commit = text(of: ".git/" + head.dropFirst(5))
    return commit.isEmpty ? "unknown" : String(commit.prefix(12))
  }

  private static func text(of path: String) -> String {
    guard let bytes = try? FileBytes.read(path) else { return "" }
    return String(decoding: bytes, as: UTF8.self)
  }
}
