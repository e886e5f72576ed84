/// What a service's files tell of how it is called.
public struct ServiceProtocol: Hashable, Sendable {
  /// Something in a file that tells of a protocol.
  public struct Sign: Hashable, Sendable {
    /// `http`, or what people call the other: `gRPC`, `WebSocket`, `Windows` …
    public let name: String
    public let evidence: Evidence
  }

  /// What tells that it answers plain HTTP.
  public internal(set) var http: [Sign] = []
  /// What tells of another protocol, of work that no request starts, or of a system that is not Linux;
  /// one of each.
  public internal(set) var others: [Sign] = []
  /// Whether any of its code or its lists of packages could be read.
  public internal(set) var hasReadCode = false
  /// Whether it has more code than is looked through.
  public internal(set) var isCutShort = false

  /// Systems that no function runs, whatever is spoken.
  public static let systems = ["Windows", "WebAssembly"]

  mutating func add(_ name: String, _ evidence: Evidence) {
    let sign = Sign(name: name, evidence: evidence)
    if name == "http" {
      if http.count < 3 { http.append(sign) }
    } else if !others.contains(where: { $0.name == name }) {
      others.append(sign)
    }
  }
}
