/// Secrets in addresses: user information, webhooks; and `user:password@host` without a scheme.
extension SecretScanner {
  mutating func findAddresses() {
    let mark = Array("://".utf8)
    var place = 0
    while let scheme = find(mark, from: place) {
      place = scheme + mark.count
      let token = run(from: place, atMost: 4_096) {
        !Self.isSpace($0) && !Self.isQuote($0) && !"<>`\\".utf8.contains($0)
      }
      let start = place
      if let at = userEnd(token) {
        addUser(start..<at)
        place = at + 1
      }
      addWebhook(place..<token.upperBound)
    }
    findOracle()
  }

  /// Where the user information of an address ends: at the last `@` before the path; behind a slash
  /// only where a colon stands in front of it that begins no port.
  private func userEnd(_ token: Range<Int>) -> Int? {
    let slash =
      bytes[token].firstIndex { "/?#".utf8.contains($0) } ?? token.upperBound
    let at = UInt8(ascii: "@")
    if let place = bytes[token.lowerBound..<slash].lastIndex(of: at) { return place }
    guard let colon = bytes[token.lowerBound..<slash].lastIndex(of: UInt8(ascii: ":")),
      !bytes[token.lowerBound..<slash].contains(UInt8(ascii: "]"))
    else { return nil }
    let port = bytes[(colon + 1)..<slash]
    guard !port.isEmpty, !port.allSatisfy(Self.isDigit), port.first != UInt8(ascii: "$") else {
      return nil
    }
    return bytes[slash..<token.upperBound].lastIndex(of: at)
  }

  /// A password with its user; a user alone where it may be a token.
  private mutating func addUser(_ user: Range<Int>) {
    guard let colon = bytes[user].firstIndex(of: UInt8(ascii: ":")) else {
      let scheme = user.lowerBound - 3
      let isWeb = ["http", "https", "nats"].contains {
        has(Array($0.utf8), at: scheme - $0.utf8.count)
      }
      let isPlain = bytes[user].allSatisfy { Self.isLower($0) || $0 == UInt8(ascii: "_") }
      if (isWeb && text(user) != "git") || (!isPlain && user.count >= 16) { add(user) }
      return
    }
    let password = (colon + 1)..<user.upperBound
    if SecretReference.isOne(text(password)), SecretReference.isOne(text(user.lowerBound..<colon)) {
      return
    }
    if SecretReference.isOne(text(password)), text(user.lowerBound..<colon).count < 16 { return }
    add(user, "password")
  }

  /// The path of an address that lets everyone in who knows it.
  private mutating func addWebhook(_ address: Range<Int>) {
    let end = bytes[address].firstIndex { ",;)]}".utf8.contains($0) } ?? address.upperBound
    let host = run(from: address.lowerBound) { Self.isOfWord($0) || "-.".utf8.contains($0) }
    guard host.upperBound < end else { return }
    let name = text(host).lowercased()
    let path = text(host.upperBound..<end)
    let afterPort = path.drop { $0 == ":" || $0.isNumber }
    for webhook in rules.webhooks where webhook.host.describes(name) {
      guard let found = afterPort.firstRange(of: webhook.path) else { continue }
      guard webhook.isOfAnyHost || found.lowerBound == afterPort.startIndex else { continue }
      let start = end - afterPort[found.upperBound...].utf8.count
      if webhook.isOfAnyHost, !isTelling(start..<end) { continue }
      if start < end { add(start..<end, "webhook") }
      return
    }
  }

  /// Whether a path ends in something that nobody chose: letters and digits, sixteen at least.
  private func isTelling(_ path: Range<Int>) -> Bool {
    bytes[path].split { "/?&=".utf8.contains($0) }.contains { part in
      part.count >= 16 && part.contains { Self.isDigit($0) }
    }
  }

  /// `jdbc:oracle:thin:user/password@…`.
  private mutating func findOracle() {
    let mark = Array("jdbc:oracle:".utf8)
    var place = 0
    while let start = find(mark, from: place) {
      place = start + mark.count
      let driver = run(from: place, atMost: 20) { $0 != UInt8(ascii: ":") && !Self.isSpace($0) }
      let user = run(from: driver.upperBound + 1, atMost: 300) {
        !Self.isSpace($0) && !Self.isQuote($0)
      }
      guard let slash = bytes[user].firstIndex(of: UInt8(ascii: "/")),
        let at = bytes[slash..<user.upperBound].firstIndex(of: UInt8(ascii: "@"))
      else { continue }
      add((slash + 1)..<at, "password")
    }
  }

  /// `user:password@host`, as Go's MySQL driver and git write it; images with a digest and names with
  /// a version are none.
  mutating func findLogins() {
    var place = 0
    while let at = bytes[min(place, bytes.count)...].firstIndex(of: UInt8(ascii: "@")) {
      place = at + 1
      var start = at
      while start > 0, at - start < 300, !Self.isSpace(bytes[start - 1]),
        !Self.isQuote(bytes[start - 1]), !"=,<>(".utf8.contains(bytes[start - 1])
      {
        start -= 1
      }
      let login = text(start..<at)
      guard let colon = login.firstIndex(of: ":"), colon > login.startIndex,
        !login[..<colon].contains(where: { "/@".contains($0) }),
        !login.contains("://"), isHost(from: at + 1),
        !rules.names.isScheme(login[..<colon])
      else { continue }
      let password = (at - login[login.index(after: colon)...].utf8.count)..<at
      add(password, "password")
    }
  }

  /// Whether a host follows: `tcp(…)`, a name with a port, a path or a point.
  private func isHost(from start: Int) -> Bool {
    let name = run(from: start) { Self.isOfWord($0) || "-.".utf8.contains($0) }
    guard !name.isEmpty, !text(name).hasPrefix("sha256"), !text(name).hasPrefix("sha512"),
      !Self.isDigit(bytes[start]) || text(name).split(separator: ".").count == 4
    else { return false }
    guard name.upperBound < bytes.count else { return true }
    return "(:/'\" \n".utf8.contains(bytes[name.upperBound])
  }
}
