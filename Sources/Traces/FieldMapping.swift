import Units

/// Which columns of a delimited file, or keys of a JSON log, play which roles, whatever their names.
public struct FieldMapping: Equatable, Sendable {
  /// What a column can be mapped to; the raw values are the names of `--fields`.
  public enum Role: String, CaseIterable, Sendable {
    case time
    /// A time stamp of the end, instead of `time`, that of the start.
    case end
    case service, duration, memory, cpu
    case `init`, billed, cold, instance
    case requestBytes = "request-bytes"
    case responseBytes = "response-bytes"
    /// How many requests an entry stands for.
    case weight
  }

  struct Entry: Equatable, Sendable {
    let role: Role
    /// The column or the path of keys, as it was given.
    let path: String
    /// Headers are compared without case.
    var column: String { path.lowercased() }
  }

  let entries: [Entry]

  /// No mapping: columns are known by their native names.
  public init() { entries = [] }

  /// Reads `time=start_time,duration=aws_duration`; throws `Failure(.usage)` for anything else, for
  /// an unknown role, and where a role or a column occurs twice.
  public init(_ text: String) throws {
    var entries: [Entry] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let cut = part.firstIndex(of: "="), cut > part.startIndex,
        part.index(after: cut) < part.endIndex
      else {
        throw Failure(
          .usage, "--fields \(quotedText(String(part))) is not ROLE=COLUMN",
          hint: "such as --fields time=start_time,duration=elapsed")
      }
      let name = String(part[..<cut])
      guard let role = Role(rawValue: name) else {
        let names = Role.allCases.map(\.rawValue)
        throw Failure(
          .usage,
          "--fields: unknown role \(quotedText(name))\(didYouMean(name, among: names))",
          hint: "the roles are \(names.joined(separator: ", "))")
      }
      let path = String(part[part.index(after: cut)...])
      if entries.contains(where: { $0.role == role }) {
        throw Failure(.usage, "--fields: the role \(name) is given twice")
      }
      if let other = entries.first(where: { $0.column == path.lowercased() }) {
        throw Failure(
          .usage,
          "--fields: the column \(quotedText(other.column)) is mapped twice, to \(other.role.rawValue) "
            + "and to \(name)")
      }
      if let other = entries.map(\.role).first(where: { $0 == .time || $0 == .end }),
        role == .time || role == .end
      {
        throw Failure(
          .usage, "--fields: \(other.rawValue) and \(name) are both the time stamp",
          hint: "a request needs one: time is its start, end its end")
      }
      entries.append(Entry(role: role, path: path))
    }
    self.entries = entries
  }

  /// The role of each mapped column by its index; `names` are the header's in lower case.
  ///
  /// Throws `Failure(.data)` where the header lacks a column or has it twice.
  func resolved(names: [String], place: String) throws -> [Int: Role] {
    var roles: [Int: Role] = [:]
    for entry in entries {
      let found = names.indices.filter { names[$0] == entry.column }
      guard let index = found.first else {
        throw Failure(
          .data,
          "\(place): no column \(quotedText(entry.column)) for \(entry.role.rawValue) (--fields)"
            + didYouMean(entry.column, among: names),
          hint: "the columns are "
            + names.prefix(20).map { quoted($0.utf8) }.joined(separator: ", ")
            + (names.count > 20 ? " and \(names.count - 20) more" : ""))
      }
      guard found.count == 1 else {
        throw Failure(
          .data, "\(place): the column \(quotedText(entry.column)) occurs twice",
          hint: "rename or remove one of them")
      }
      roles[index] = entry.role
    }
    return roles
  }
}

extension FieldMapping.Role {
  var columnRole: ColumnRole {
    switch self {
    case .time, .end: return .stamp
    case .service: return .service
    case .duration: return .duration
    case .memory: return .memory
    case .cpu: return .cpuTime
    case .`init`: return .initTime
    case .billed: return .billedTime
    case .cold: return .coldStart
    case .instance: return .instance
    case .requestBytes: return .requestBytes
    case .responseBytes: return .responseBytes
    case .weight: return .weight
    }
  }
}
