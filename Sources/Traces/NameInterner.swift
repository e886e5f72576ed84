import Glibc

/// A name of a service or an environment as one worker first met it.
struct SightedName: Sendable {
  let name: [UInt8]
  /// The index of the block and the row in it.
  let firstBlock: Int
  let firstRow: Int
}

/// What one worker met, by the ids that its columns hold.
struct WorkerNames: Sendable {
  var services: [SightedName] = []
  var instances: [SightedName] = []
}

/// Dense ids of names, looked up by their bytes; one worker's own.
///
/// Open addressing over a power of two, the bytes in one arena. The hash is keyed by a random
/// number, so that no trace can be made to collide; ids do not depend on it.
struct NameInterner {
  private struct Slot {
    var hash: UInt64 = 0
    var offset = 0
    var length: Int32 = 0
    /// The id + 1, 0 for a free slot.
    var number: UInt32 = 0
  }

  private let secret: UInt64
  private var slots: UnsafeMutablePointer<Slot>
  private var mask = 1023
  private var arena: UnsafeMutablePointer<UInt8>
  private var arenaCapacity = 1 << 14
  private var arenaCount = 0
  private(set) var sighted: [SightedName] = []

  init(secret: UInt64) {
    self.secret = secret
    slots = .allocate(capacity: mask + 1)
    slots.initialize(repeating: Slot(), count: mask + 1)
    arena = .allocate(capacity: arenaCapacity)
  }

  func deallocate() {
    slots.deallocate()
    arena.deallocate()
  }

  /// The hash to start with; then `mixed` with each eight bytes of the name, then `finished`.
  var hashSeed: UInt64 { secret }

  @inline(__always)
  static func mixed(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    let product = (hash ^ word).multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
    return product.high ^ product.low
  }

  @inline(__always)
  func finished(_ hash: UInt64, length: Int) -> UInt64 {
    Self.mixed(hash ^ secret, UInt64(truncatingIfNeeded: length))
  }

  /// The hash of a name in one go; seven bytes behind it are readable.
  func hash(_ name: Field) -> UInt64 { hash(name, seed: hashSeed) }

  /// The same from another seed.
  func hash(_ name: Field, seed: UInt64) -> UInt64 {
    guard let base = name.baseAddress else { return finished(seed, length: 0) }
    var hash = seed
    var offset = 0
    while offset < name.count {
      hash = Self.mixed(hash, Self.word(base + offset, width: name.count - offset))
      offset += 8
    }
    return finished(hash, length: name.count)
  }

  /// Up to eight bytes as one number, zeros behind them; eight bytes are read.
  @inline(__always)
  static func word(_ start: UnsafePointer<UInt8>, width: Int) -> UInt64 {
    let word = UnsafeRawPointer(start).loadUnaligned(as: UInt64.self)
    return width >= 8 ? word : word & ((1 << UInt64(width * 8)) &- 1)
  }

  /// The id of a name that was met before.
  @inline(__always)
  func id(of start: UnsafePointer<UInt8>, length: Int, hash: UInt64) -> UInt32? {
    var index = Int(truncatingIfNeeded: hash) & mask
    while slots[index].number != 0 {
      let slot = slots[index]
      if slot.hash == hash && Int(slot.length) == length
        && isEqual(arena + slot.offset, start, length)
      {
        return slot.number &- 1
      }
      index = (index &+ 1) & mask
    }
    return nil
  }

  /// The id of a name, the next one where it is new; eight bytes behind it are readable.
  mutating func intern(_ name: Field, block: Int, row: Int) -> UInt32 {
    let hash = hash(name)
    if let base = name.baseAddress, let id = id(of: base, length: name.count, hash: hash) {
      return id
    }
    return insert(name, hash: hash, block: block, row: row)
  }

  /// The id of the service of rows that name none.
  mutating func internDefault(block: Int, row: Int) -> UInt32 {
    // Eight readable bytes behind the name.
    let name = Array("default".utf8) + [UInt8](repeating: 0, count: 8)
    return name.withUnsafeBufferPointer {
      intern(Field(rebasing: $0.dropLast(8)), block: block, row: row)
    }
  }

  /// Gives a new name the next id.
  private mutating func insert(_ name: Field, hash: UInt64, block: Int, row: Int) -> UInt32 {
    if (sighted.count + 1) * 2 > mask { grow() }
    sighted.append(SightedName(name: Array(name), firstBlock: block, firstRow: row))
    let slot = Slot(
      hash: hash, offset: store(name), length: Int32(name.count), number: UInt32(sighted.count))
    place(slot)
    return slot.number - 1
  }

  @inline(__always)
  private func isEqual(
    _ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ length: Int
  ) -> Bool {
    var offset = 0
    while offset < length {
      let width = length &- offset
      guard Self.word(left + offset, width: width) == Self.word(right + offset, width: width)
      else { return false }
      offset = offset &+ 8
    }
    return true
  }

  /// Copies the name into the arena, which keeps eight readable bytes behind the last name.
  private mutating func store(_ name: Field) -> Int {
    if arenaCount + name.count + 8 > arenaCapacity {
      arenaCapacity = (arenaCount + name.count + 8) * 2
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: arenaCapacity)
      larger.update(from: arena, count: arenaCount)
      arena.deallocate()
      arena = larger
    }
    let offset = arenaCount
    if let base = name.baseAddress { (arena + offset).update(from: base, count: name.count) }
    arenaCount += name.count
    return offset
  }

  private mutating func grow() {
    let old = (slots, mask)
    mask = mask * 2 + 1
    slots = .allocate(capacity: mask + 1)
    slots.initialize(repeating: Slot(), count: mask + 1)
    for index in 0...old.1 where old.0[index].number != 0 { place(old.0[index]) }
    old.0.deallocate()
  }

  private func place(_ slot: Slot) {
    var index = Int(truncatingIfNeeded: slot.hash) & mask
    while slots[index].number != 0 { index = (index + 1) & mask }
    slots[index] = slot
  }
}
