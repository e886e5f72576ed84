/// What arrives in each second (or longer, for long traces): requests and the time that they take.
public struct ArrivingWork: Sendable {
  public struct Bin: Sendable {
    public internal(set) var requests: UInt32 = 0
    /// Seconds.
    public internal(set) var time: Float = 0

    public init() {}

    public mutating func add(_ other: Bin) {
      requests += other.requests
      time += other.time
    }
  }

  /// Length of a bin in microseconds.
  public private(set) var length: Int64 = 1_000_000
  /// Of each service, from the first arrival of all.
  public private(set) var services: [[Bin]]
  private var origin: Int64?

  /// More bins than this, over all services, become half as many of twice the length.
  private static let mostBins = 1 << 21

  init(services: Int) { self.services = Array(repeating: [], count: services) }

  @inline(__always)
  mutating func add(_ duration: Int64, of service: Int, at time: Int64) {
    let origin = origin ?? time
    self.origin = origin
    var place = Int((time - origin) / length)
    if place >= services[service].count { place = grow(service, to: time - origin) }
    services[service][place].requests &+= 1
    services[service][place].time += Float(duration) / 1_000_000
  }

  @inline(never)
  private mutating func grow(_ service: Int, to time: Int64) -> Int {
    while Int(time / length) >= Self.mostBins / services.count && length < 1 << 50 { fold() }
    let place = Int(time / length)
    while services[service].count <= place { services[service].append(Bin()) }
    return place
  }

  private mutating func fold() {
    length *= 2
    for service in services.indices {
      let bins = services[service]
      services[service] = stride(from: 0, to: bins.count, by: 2).map { place in
        var bin = bins[place]
        if place + 1 < bins.count {
          bin.requests += bins[place + 1].requests
          bin.time += bins[place + 1].time
        }
        return bin
      }
    }
  }

  func subset(services chosen: [Int]) -> ArrivingWork {
    var part = self
    part.services = chosen.map { services[$0] }
    return part
  }
}
