/// The hosts of a string of assignments, as ADO.NET and libpq write connections: `Server=db,1433;…`,
/// `host=db port=5432 …` (https://learn.microsoft.com/dotnet/framework/data/adonet/connection-strings,
/// https://www.postgresql.org/docs/17/libpq-connect.html, both seen 2026-11-27).
struct ConnectionString {
  /// With ports where they are stated.
  let hosts: [(name: String, port: Int?)]

  init(_ text: String) {
    let parts =
      text.contains(";") ? text.split(separator: ";") : text.split(whereSeparator: \.isWhitespace)
    let pairs = parts.compactMap(Self.pair)
    let port = pairs.first { $0.key == "PORT" }.flatMap { Int($0.value) }
    hosts = pairs.filter { Self.holdsHost($0.key) && !$0.value.contains("://") }.flatMap {
      Self.hosts($0.value, port)
    }
  }

  private static func pair(_ part: Substring) -> (key: String, value: Substring)? {
    guard let sign = part.firstIndex(of: "=") else { return nil }
    return (trimmed(part[..<sign]).uppercased(), trimmed(part[part.index(after: sign)...]))
  }

  private static func holdsHost(_ key: String) -> Bool {
    key == "DATA SOURCE" || HostNames.holdsHost(key)
  }

  /// `db`, `db,1433`, `tcp:db,1433`, or several with commas between.
  private static func hosts(_ value: Substring, _ port: Int?) -> [(name: String, port: Int?)] {
    let words = value.split(separator: ",").map { trimmed($0) }
    let stated = words.dropFirst().lazy.compactMap { Int($0) }.first ?? port
    return words.filter { Int($0) == nil }.map { word in
      (String(word.hasPrefix("tcp:") ? word.dropFirst(4) : word), stated)
    }
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var rest = text.drop(while: \.isWhitespace)
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return rest
  }
}
