/// What a span of a trace of calls is, as the writers of such traces name it.
enum SpanKind: CaseIterable {
  case inner, server, client, producer, consumer

  /// Its number in the OpenTelemetry protocol, and its name there behind `SPAN_KIND_` and elsewhere.
  private var names: (number: UInt8, name: StaticString) {
    switch self {
    case .inner: return (UInt8(ascii: "1"), "internal")
    case .server: return (UInt8(ascii: "2"), "server")
    case .client: return (UInt8(ascii: "3"), "client")
    case .producer: return (UInt8(ascii: "4"), "producer")
    case .consumer: return (UInt8(ascii: "5"), "consumer")
    }
  }

  private static let prefix: StaticString = "span_kind_"

  /// By a number or a name in any case; nil for what is neither.
  init?(_ text: some Collection<UInt8>) {
    let letters = text.lazy.map(Byte.lowered)
    let length = Self.prefix.utf8CodeUnitCount
    let isPrefixed = Self.prefix.withUTF8Buffer { letters.prefix(length).elementsEqual($0) }
    let name = letters.dropFirst(isPrefixed ? length : 0)
    let kind = Self.allCases.first { kind in
      kind.names.name.withUTF8Buffer { name.elementsEqual($0) }
        || (text.count == 1 && text.first == kind.names.number)
    }
    guard let kind else { return nil }
    self = kind
  }

  /// Whether it is a request or a message that a service gets.
  var startsWork: Bool { self == .server || self == .consumer }
}
