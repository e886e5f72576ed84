/// What a service's files tell of how it is called.
public struct ServiceProtocol: Hashable, Sendable {
  /// Something in a file that tells of a protocol.
  public struct Sign: Hashable, Sendable {
    /// `http`, or what people call the other: `gRPC`, `WebSocket`, `Windows` …
    public let name: String
    public let evidence: Evidence
    /// Whether it is a library that is listed, which the program may not use.
    public let isListed: Bool
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

  /// Protocols besides plain HTTP that are spoken by answering whoever connects.
  public static let served: Set<String> = [
    "gRPC", "WebSocket", "FastCGI", "uwsgi", "Thrift", "plain TCP",
  ]

  /// Whether it answers by gRPC, on which HTTP libraries have no say.
  public var isGRPC: Bool { others.contains { $0.name == "gRPC" } }

  /// Libraries that programs call others by as well as answer them.
  private static let libraries = ["gRPC library", "Thrift library"]

  mutating func add(_ name: String, _ evidence: Evidence, isListed: Bool = false) {
    let sign = Sign(name: name, evidence: evidence, isListed: isListed)
    if name == "http" {
      if http.count < 3 || !isListed && http.allSatisfy(\.isListed) { http.append(sign) }
    } else if !others.contains(where: { $0.name == name }) {
      others.append(sign)
    }
  }

  /// Drops such libraries where the program is seen to answer by something: it calls others by them,
  /// or is known already.
  mutating func settle() {
    let isSeen =
      http.contains { !$0.isListed } || others.contains { Self.served.contains($0.name) }
    if isSeen { others.removeAll { Self.libraries.contains($0.name) } }
  }
}
