extension LogFormat {
  /// Request logs of Google Cloud Run, as `gcloud logging read --format=json` and log sinks write
  /// them. The stamp is the start (Google Cloud documentation, "LogEntry", "HttpRequest").
  static let cloudRun = LogFormat(
    name: "cloud-run", platform: "gcp-cloud-run",
    columns: [.instances, .requestBytes, .responseBytes], stampsStarts: true, service: .container,
    otherKinds: [.host, .path],
    isShown: { head, _ in GoogleEntry.isShown(head) },
    reader: { head, _ in
      JSONEntries.reader(head, GoogleEntry.paths) { fields throws(EntryProblem) in
        // Other entries are what containers print.
        guard fields[7] != nil else { return nil }
        if try GoogleEntry.isOfBalancer(fields.text(9)) { throw .noRequest(.balancerEntry) }
        guard try GoogleEntry.isOfRequests(fields) else { throw .noRequest(.applicationEntry) }
        return try GoogleEntry.request(fields, service: 2)
      }
    })

  /// Logs of Google's application load balancers, in the same form. What the balancer answered from
  /// its cache reached no backend (Google Cloud documentation, "HTTP(S) Load Balancing logging").
  static let googleBalancer = LogFormat(
    name: "gcp-load-balancer", columns: [.requestBytes, .responseBytes], stampsStarts: true,
    service: .targetGroup, otherKinds: [.host, .path],
    isShown: { head, _ in
      // Where the service logs the same requests, its own log counts.
      GoogleEntry.isShown(head) && head.contains("http_load_balancer\"")
        && !head.contains("run.googleapis.com%2Frequests\"")
        && (head.contains("\"logName\"") || !head.contains("\"cloud_run_revision\""))
    },
    reader: { head, _ in
      JSONEntries.reader(head, GoogleEntry.paths) { fields throws(EntryProblem) in
        guard fields[7] != nil else { return nil }
        guard try GoogleEntry.isOfBalancer(fields.text(9)) else {
          throw .noRequest(
            try GoogleEntry.isOfRequests(fields) ? .serviceEntry : .applicationEntry)
        }
        let details = try fields.text(12)
        guard fields[11]?.content.equals("true") != true,
          details?.starts(with: "response_from_cache") != true
        else { throw .noRequest(.cachedResponse) }
        return try GoogleEntry.request(fields, service: 10)
      }
    })
}

/// An entry of Google Cloud Logging that holds `httpRequest`.
enum GoogleEntry {
  static let paths = [
    "timestamp", "httpRequest.latency", "resource.labels.service_name", "labels.instanceId",
    "httpRequest.requestUrl", "httpRequest.requestSize", "httpRequest.responseSize",
    "httpRequest", "logName", "resource.type", "resource.labels.backend_service_name",
    "httpRequest.cacheHit", "jsonPayload.statusDetails",
  ]

  static func isShown(_ head: LogHead) -> Bool {
    (head.firstByte == UInt8(ascii: "{") || head.firstByte == UInt8(ascii: "["))
      && head.contains("\"httpRequest\"") && head.contains("\"latency\"")
  }

  /// Paths that tell the kind of an entry.
  static let kindPaths = ["httpRequest", "logName", "resource.type"]

  static func isOfBalancer(_ type: Field?) -> Bool {
    guard let type else { return false }
    return find("http_load_balancer", in: type) != nil
      || find("http_external_lb_rule", in: type) != nil
      || find("http_lb_rule", in: type) != nil
  }

  /// Whether an entry is of the log that the platform writes of requests: applications give the
  /// entries of their own logs an `httpRequest` too. Without the log's name, the latency tells.
  static func isOfRequests(_ fields: JSONFields) throws(EntryProblem) -> Bool {
    guard let log = try fields.text(8) else { return fields[1] != nil }
    return isOfRequests(log)
  }

  /// The same by the name of the log.
  static func isOfRequests(_ log: Field) -> Bool {
    let names: [StaticString] = [
      "run.googleapis.com%2Frequests", "run.googleapis.com/requests",
      "appengine.googleapis.com%2Fnginx.request",
    ]
    return names.contains { name in
      log.count >= name.utf8CodeUnitCount
        && Field(rebasing: log.suffix(name.utf8CodeUnitCount)).equals(name)
    }
  }

  static func request(
    _ fields: JSONFields, service: Int
  ) throws(EntryProblem) -> LoggedRequest {
    let start = try AccessLogValues.stamp(fields.number(0), "timestamp")
    let latency = try fields.number(1)
    guard latency.last == UInt8(ascii: "s") else {
      throw EntryProblem(
        problem: .wrongUnit, column: "httpRequest.latency", value: quoted(latency))
    }
    let duration = try AccessLogValues.duration(
      Field(rebasing: latency.dropLast()), exponent: 6, "httpRequest.latency")
    var request = LoggedRequest(
      service: try AccessLogValues.service(fields.text(service), fields.name(service)),
      end: start + duration, duration: duration)
    request.instance = try fields.text(3).flatMap { $0.isEmpty ? nil : $0 }
    request.target = try fields.text(4)
    request.requestBytes = try fields.bytes(5)
    request.responseBytes = try fields.bytes(6)
    return request
  }
}
