import Units

extension LogFormat {
  /// JSON of a site's own, an object a line or an array of objects, whose keys the options map.
  static let json = LogFormat(
    name: "json", stampsStarts: true, secondsAreCut: .perhaps, service: .function,
    isShown: { head, _ in
      head.firstByte == UInt8(ascii: "{") || head.firstByte == UInt8(ascii: "[")
    },
    reader: { head, options in
      let roles = options.fields.entries.map(\.role)
      func index(_ role: FieldMapping.Role) -> Int? { roles.firstIndex(of: role) }
      guard index(.time) ?? index(.end) != nil, index(.duration) != nil || options.duration != nil
      else {
        throw Failure(
          .data, "\(head.file) is JSON of no format that is known here",
          hint: "--fields time=KEY,duration=KEY says where they are, such as "
            + "time=ts,service=request.host,duration=elapsed; end=KEY for time stamps of ends")
      }
      let entry = MappedEntry(roles: roles, options: options)
      let kinds = EntryKinds(head, mapped: options.fields.entries.map(\.path))
      let sampling = index(.weight) == nil ? SamplingNames.key(in: head) : nil
      let paths = kinds.paths + (sampling.map { [$0] } ?? [])
      let place = sampling == nil ? nil : kinds.paths.count
      var reader = JSONEntries.reader(head, paths) { fields throws(EntryProblem) in
        try kinds.check(fields)
        var request = try entry.request(fields)
        if let value = place.flatMap({ fields[$0] }) { request.sampling = Sampling(value.content) }
        return request
      }
      if roles.contains(where: { [.duration, .cpu, .`init`, .billed].contains($0) }) {
        reader.durations = DurationReading(
          "durations are in \((options.durationUnit ?? .milliseconds).rawValue) (--duration-unit)")
      }
      reader.columns = OptionalColumns(roles.map(\.columnRole))
      reader.samplingKey = sampling
      return reader
    })
}

/// An object whose values play the roles that the options say, in their order.
private struct MappedEntry: Sendable {
  let roles: [FieldMapping.Role]
  let options: TraceReadOptions
  /// Whether weights may be shares.
  private let mayBeShare: Bool

  init(roles: [FieldMapping.Role], options: TraceReadOptions) {
    self.roles = roles
    self.options = options
    mayBeShare =
      options.fields.entries.first { $0.role == .weight }
      .map { SamplingNames.mayBeShare($0.path) } ?? false
  }

  func request(_ fields: JSONFields) throws(EntryProblem) -> LoggedRequest {
    var request = LoggedRequest(end: 0, duration: options.duration ?? 0)
    request.isDurationAssumed = !roles.contains(.duration)
    if let place = roles.firstIndex(of: .duration) {
      request.duration = try time(fields, place)
    }
    for (place, role) in roles.enumerated() {
      switch role {
      case .time: request.end = try stamp(fields, place) + request.duration
      case .end: request.end = try stamp(fields, place)
      case .duration: break
      case .cpu:
        if fields[place] != nil { request.cpuTime = try time(fields, place) }
      case .service:
        request.service = try AccessLogValues.service(fields.text(place), fields.name(place))
      case .instance: request.instance = try fields.text(place)
      case .`init`:
        if fields[place] != nil { request.initTime = try time(fields, place) }
      case .billed:
        if fields[place] != nil { request.billedTime = try time(fields, place) }
      case .memory:
        guard fields[place] != nil else { continue }
        let memory = try AccessLogValues.amount(
          fields.number(place), exponent: 0, TraceLimits.memory, fields.name(place))
        guard memory > 0 else {
          throw EntryProblem(problem: .memoryZero, column: fields.name(place), value: "\"0\"")
        }
        request.memory = memory
      case .cold: request.isCold = try isCold(fields, place)
      case .requestBytes: request.requestBytes = try fields.bytes(place)
      case .responseBytes: request.responseBytes = try fields.bytes(place)
      case .weight: request.weight = try weight(fields, place)
      }
    }
    return request
  }

  private func time(_ fields: JSONFields, _ place: Int) throws(EntryProblem) -> Int64 {
    let field = try fields.number(place)
    // A text may have its unit in it: 0.031204s.
    if let last = field.last, Byte.digit(last) >= 10, let time = GoDuration.microseconds(field) {
      return time
    }
    return try AccessLogValues.duration(
      field, exponent: options.microsecondExponent, fields.name(place))
  }

  private func stamp(_ fields: JSONFields, _ place: Int) throws(EntryProblem) -> Int64 {
    let column = TraceColumn(
      role: options.timestampUnit == nil ? .stamp : .arrival,
      exponent: options.timestampUnit?.microsecondExponent ?? 0, name: fields.name(place),
      isPlainStamp: true)
    let field = try fields.number(place)
    var time: Int64 = 0
    if let problem = RowParser.readArrival(field, column, into: &time) {
      throw EntryProblem(problem: problem, column: fields.name(place), value: quoted(field))
    }
    return time
  }

  private func weight(_ fields: JSONFields, _ place: Int) throws(EntryProblem) -> Int32 {
    let field = try fields.number(place)
    var weight: Int32 = 1
    let problem =
      mayBeShare
      ? RowParser.readWeightOrShare(field, into: &weight)
      : RowParser.readWeight(field, into: &weight)
    if let problem {
      throw EntryProblem(problem: problem, column: fields.name(place), value: quoted(field))
    }
    return weight
  }

  private func isCold(_ fields: JSONFields, _ place: Int) throws(EntryProblem) -> Bool? {
    guard let value = fields[place] else { return nil }
    var cold: Int8 = -1
    if let problem = RowParser.readColdStart(value.content, into: &cold) {
      throw EntryProblem(
        problem: problem, column: fields.name(place), value: quoted(value.content))
    }
    return cold < 0 ? nil : cold == 1
  }
}
