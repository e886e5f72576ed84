import Documents
import Units

/// Refuses what `docker compose config` refuses (compose specification, and its schema as of
/// 2026-11): keys that there are not, services without an image, ports and volumes of no form, names
/// that nothing defines, and services that wait for each other.
struct ComposeValidation {
  private let root: Field
  private let services: [(key: String, field: Field)]
  private let keys: [String: [String]]
  /// What each section at the top defines.
  private let defined: [String: Set<String>]
  /// Whether a variable has no value, so that a text may be empty that is not for Docker.
  private let hasUnset: Bool

  /// - Parameter root: the merged files with variables replaced.
  init(_ root: Field, hasUnset: Bool) throws {
    self.root = root
    self.hasUnset = hasUnset
    services = try ComposeService.entries(root, "services")
    defined = Dictionary(
      uniqueKeysWithValues: try ["networks", "volumes", "secrets", "configs"].map {
        ($0, Set(try ComposeService.entries(root, $0).map(\.key)))
      })
    let rows = try DataFile.table("compose-keys.csv", columns: ["section", "keys"]).rows
    keys = Dictionary(
      uniqueKeysWithValues: try rows.map { row in
        (
          try row["section"].string(),
          try row["keys"].string().split(separator: " ").map(String.init)
        )
      })
  }

  /// Throws `.data` with file and line for the first that is wrong.
  func check() throws {
    try checkKeys(root, "top", "the project")
    for (name, service) in services { try check(service, name) }
    try checkCycles()
  }

  // MARK: One service

  private func check(_ service: Field, _ name: String) throws {
    let quoted = "the service \(quotedText(name))"
    guard case .mapping = service.node.content else {
      throw service.failure("\(quoted) has neither an image nor a build", hint: Self.imageHint)
    }
    try checkKeys(service, "service", quoted)
    for section in ["build", "healthcheck", "deploy"] {
      guard let field = try service.optional(section) else { continue }
      try checkKeys(field, section, "\(section) of \(quoted)")
    }
    let sources = try ["image", "build", "provider"].contains { try service.optional($0) != nil }
    guard sources else {
      throw service.failure("\(quoted) has neither an image nor a build", hint: Self.imageHint)
    }
    for port in try ComposeService.list(service, "ports") { try check(port: port, quoted) }
    for volume in try ComposeService.list(service, "volumes") {
      try check(volume: volume, quoted)
    }
    let networks = try ComposeService.entries(service, "networks").map(\.key)
    for network in networks where network != "default" {
      try checkDefined(network, "networks", try service["networks"], quoted)
    }
    for section in ["secrets", "configs"] {
      for element in try ComposeService.list(service, section) {
        let source =
          try element.scalarText
          ?? (element.node.isMapping ? element.optional("source")?.scalarText : nil)
        if let source { try checkDefined(source, section, element, quoted) }
      }
    }
  }

  private static let imageHint = "give it image: or build:"

  private func checkKeys(_ field: Field, _ section: String, _ what: String) throws {
    guard case .mapping(let entries) = field.node.content, let known = keys[section] else { return }
    for entry in entries where !entry.key.hasPrefix("x-") && !known.contains(entry.key) {
      let file = entry.value.file ?? field.file
      throw Failure(
        .data,
        "\(visibleText(file)):\(entry.line): \(what) has the key \(quotedText(entry.key)), "
          + "which compose has not" + didYouMean(entry.key, among: known),
        hint: "a key of your own begins with x-")
    }
  }

  // MARK: Ports and volumes

  private func check(port field: Field, _ what: String) throws {
    try checkKeys(field, "ports", "a port of \(what)")
    let text = field.scalarText ?? ""
    guard !field.node.isMapping, !mayBeUnset(text) else { return }
    guard let port = ShortPort(text) else {
      throw field.failure(
        "the port \(quotedText(text)) of \(what) is none",
        hint:
          "write CONTAINER, HOST:CONTAINER or ADDRESS:HOST:CONTAINER with numbers from 1 to 65535")
    }
    guard let published = port.published else { return }
    guard let host = ShortPort.range(published) else {
      throw field.failure(
        "the port \(quotedText(text)) of \(what) has no number for the host",
        hint: "write HOST:CONTAINER with numbers from 1 to 65535")
    }
    guard port.target.count == 1 || host.count == port.target.count else {
      throw field.failure(
        "the port \(quotedText(text)) of \(what) has ranges of different lengths",
        hint: "a range of the host is as long as that of the container")
    }
  }

  private func check(volume field: Field, _ what: String) throws {
    try checkKeys(field, "volumes", "a volume of \(what)")
    guard let text = field.scalarText ?? (field.node.isMapping ? "{}" : nil) else { return }
    guard let mount = try ServiceMount(field) else {
      guard !mayBeUnset(text) else { return }
      throw field.failure(
        "the volume \(quotedText(text)) of \(what) has no folder in the container",
        hint: "write SOURCE:TARGET or SOURCE:TARGET:ro")
    }
    guard mount.kind == .volume, let source = mount.source else { return }
    try checkDefined(source, "volumes", field, what)
  }

  /// Whether a part of a text is missing because a variable is.
  private func mayBeUnset(_ text: String) -> Bool {
    hasUnset && text.split(separator: ":", omittingEmptySubsequences: false).contains("")
  }

  private func checkDefined(
    _ name: String, _ section: String, _ field: Field, _ what: String
  ) throws {
    let names = defined[section] ?? []
    guard !names.contains(name), !(name.isEmpty && hasUnset) else { return }
    throw field.failure(
      "\(what) names \(quotedText(name)), which \(section): does not define"
        + didYouMean(name, among: names.sorted()),
      hint: "put it under \(section): at the top of the file")
  }

  // MARK: Dependencies

  /// Those that are waited for, also by a shared namespace or volumes.
  private func dependencies(of service: Field) throws -> [(name: String, field: Field)] {
    var result = try ComposeService.entries(service, "depends_on").map { ($0.key, $0.field) }
    for key in ["links", "volumes_from"] {
      for element in try ComposeService.list(service, key) {
        guard let text = element.scalarText, !text.hasPrefix("container:") else { continue }
        result.append((String(text.prefix { $0 != ":" }), element))
      }
    }
    for key in ["network_mode", "pid", "ipc"] {
      guard let field = try service.optional(key), let text = field.scalarText,
        text.hasPrefix("service:")
      else { continue }
      result.append((String(text.dropFirst(8)), field))
    }
    return result
  }

  /// Walks the dependencies without recursion, each once.
  private func checkCycles() throws {
    let names = services.map(\.key)
    let places = Dictionary(
      zip(names, names.indices), uniquingKeysWith: { first, _ in first })
    var edges: [[(place: Int, field: Field)]] = []
    for (name, service) in services {
      edges.append(
        try dependencies(of: service).map { dependency in
          guard let place = places[dependency.name] else {
            throw dependency.field.failure(
              "the service \(quotedText(name)) depends on \(quotedText(dependency.name)), which "
                + "there is not" + didYouMean(dependency.name, among: names))
          }
          return (place, dependency.field)
        })
    }
    var isDone = names.map { _ in false }
    var isOpen = isDone
    for start in names.indices where !isDone[start] {
      var path: [(place: Int, next: Int)] = [(start, 0)]
      isOpen[start] = true
      while let (place, next) = path.last {
        guard next < edges[place].count else {
          isOpen[place] = false
          isDone[place] = true
          path.removeLast()
          continue
        }
        path[path.count - 1].next += 1
        let edge = edges[place][next]
        guard !isOpen[edge.place] else {
          let cycle =
            path.drop { $0.place != edge.place }.map { names[$0.place] } + [names[edge.place]]
          throw edge.field.failure(
            "depends_on has a cycle: \(cycle.prefix(10).map(visibleText).joined(separator: " -> "))"
          )
        }
        guard !isDone[edge.place] else { continue }
        isOpen[edge.place] = true
        path.append((edge.place, 0))
      }
    }
  }
}

extension Node {
  fileprivate var isMapping: Bool {
    if case .mapping = content { return true }
    return false
  }
}
