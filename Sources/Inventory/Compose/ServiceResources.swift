import Documents
import Units

/// What a service may use of its host; nil where the files do not say.
public struct ServiceResources: Sendable {
  /// Bytes that it may have at most.
  public let memoryLimit: Int64?
  /// Bytes that are kept for it.
  public let memoryReservation: Int64?
  /// Processors that it may use at most.
  public let cpuLimit: ExactDecimal?
  /// How many containers of it run.
  public let replicas: Int?
  /// Where it asks for a GPU.
  public let gpu: Evidence?

  init(_ service: Field) throws {
    let deploy = try service.optional("deploy")
    let resources = try deploy?.optional("resources")
    let limits = try resources?.optional("limits")
    let reservations = try resources?.optional("reservations")
    memoryLimit = try Self.size(limits?.optional("memory") ?? service.optional("mem_limit"))
    memoryReservation = try Self.size(
      reservations?.optional("memory") ?? service.optional("mem_reservation"))
    cpuLimit = try (limits?.optional("cpus") ?? service.optional("cpus"))?.scalarText
      .flatMap { ExactDecimal($0) }
    replicas = try (deploy?.optional("replicas") ?? service.optional("scale"))?.scalarText
      .flatMap { Int($0) }
    gpu = try Self.gpu(service, reservations)
  }

  private static func gpu(_ service: Field, _ reservations: Field?) throws -> Evidence? {
    if let gpus = try service.optional("gpus") { return Evidence(gpus) }
    if let runtime = try service.optional("runtime"), runtime.scalarText == "nvidia" {
      return Evidence(runtime)
    }
    for device in try reservations?.optional("devices")?.elements() ?? [] {
      let capabilities = try device.optional("capabilities")?.elements().compactMap(\.scalarText)
      if capabilities?.contains("gpu") == true { return Evidence(device) }
    }
    return nil
  }

  private static func size(_ field: Field?) -> Int64? { field?.scalarText.flatMap(bytes) }

  /// Bytes of `512`, `64m`, `1.5gb` (compose specification, "Specifying byte values").
  static func bytes(_ text: String) -> Int64? {
    let number = text.prefix { $0.isNumber || $0 == "." }
    let unit = text.dropFirst(number.count).drop { $0 == " " }.lowercased()
    let sizes: [String: Int128] = [
      "": 1, "b": 1, "k": 1 << 10, "kb": 1 << 10, "kib": 1 << 10, "m": 1 << 20, "mb": 1 << 20,
      "mib": 1 << 20, "g": 1 << 30, "gb": 1 << 30, "gib": 1 << 30, "t": 1 << 40, "tb": 1 << 40,
    ]
    guard let size = sizes[unit], let amount = ExactDecimal(number),
      let bytes = amount.times(size, over: 1), bytes >= .zero
    else { return nil }
    return Int64(exactly: bytes.scaled / ExactDecimal.one)
  }
}
