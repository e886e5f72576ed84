/// Names the functions of requests whose own entries do not: that of their START, else the only one
/// that the entries of their file name.
struct FunctionNaming {
  private var names: [[SightedName]]
  private var ids: [[[UInt8]: UInt32]]
  /// By file.
  private var functions: [Int: Set<String>] = [:]

  /// Names the rows of the blocks, with `names` of the services of each worker; those that no row has
  /// any more are left out.
  static func apply(to blocks: inout [ParsedBlock], _ names: [[SightedName]]) -> [[SightedName]] {
    guard blocks.contains(where: { !$0.unnamedRows.isEmpty }),
      blocks.contains(where: { !$0.functions.isEmpty })
    else { return names }
    var naming = FunctionNaming(blocks, names)
    for index in blocks.indices where !blocks[index].unnamedRows.isEmpty {
      naming.name(&blocks[index])
    }
    return naming.byFirstRow(blocks)
  }

  private init(_ blocks: [ParsedBlock], _ names: [[SightedName]]) {
    self.names = names
    ids = names.map { names in
      Dictionary(uniqueKeysWithValues: names.indices.map { (names[$0].name, UInt32($0)) })
    }
    for block in blocks { functions[block.file, default: []].formUnion(block.functions) }
  }

  private mutating func name(_ block: inout ParsedBlock) {
    guard let services = block.columns.services?.base else { return }
    let known = functions[block.file] ?? []
    let sole = known.count == 1 ? known.first : nil
    for row in block.unnamedRows {
      guard let name = block.startedFunctions[row] ?? sole else { continue }
      if block.startedFunctions[row] == nil { block.soleFunctionRows += 1 }
      services[row] = id(of: name, block, row: row)
      // A row without a service is either; which one depends on the options.
      if block.unmatchedRows > 0 {
        block.unmatchedRows -= 1
      } else {
        block.serviceAssumedRows -= 1
      }
    }
  }

  private mutating func id(of name: String, _ block: ParsedBlock, row: Int) -> UInt32 {
    let bytes = Array(name.utf8)
    if let id = ids[block.worker][bytes] { return id }
    let id = UInt32(names[block.worker].count)
    names[block.worker].append(
      SightedName(name: bytes, firstBlock: block.index, firstRow: row))
    ids[block.worker][bytes] = id
    return id
  }

  /// The names by their first rows, and the blocks with ids of those.
  private func byFirstRow(_ blocks: [ParsedBlock]) -> [[SightedName]] {
    var places = names.map { [UInt32?](repeating: nil, count: $0.count) }
    var sighted = names.map { _ in [SightedName]() }
    for block in blocks {
      guard let services = block.columns.services?.base else { continue }
      let worker = block.worker
      for row in 0..<block.columns.count {
        let id = Int(services[row])
        if places[worker][id] == nil {
          places[worker][id] = UInt32(sighted[worker].count)
          sighted[worker].append(
            SightedName(
              name: names[worker][id].name, firstBlock: block.index, firstRow: row))
        }
        services[row] = places[worker][id] ?? 0
      }
    }
    return sighted
  }
}
