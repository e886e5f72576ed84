extension LogFormat {
  /// Request logs of Google Cloud Run, as `gcloud logging read --format=json` and log sinks write
  /// them. The stamp is the start (Google Cloud documentation, "LogEntry", "HttpRequest").
  static let cloudRun = LogFormat(
    name: "cloud-run", platform: "gcp-cloud-run",
    columns: [.instances, .requestBytes, .responseBytes], stampsStarts: true, service: .container,
    otherKinds: [.host, .path],
    isShown: { head in
      (head.firstByte == UInt8(ascii: "{") || head.firstByte == UInt8(ascii: "["))
        && head.contains("\"httpRequest\"") && head.contains("\"latency\"")
    },
    reader: { head, _ in
      JSONEntries.reader(
        head,
        [
          "timestamp", "httpRequest.latency", "resource.labels.service_name", "labels.instanceId",
          "httpRequest.requestUrl", "httpRequest.requestSize", "httpRequest.responseSize",
          "httpRequest",
        ]
      ) { fields throws(EntryProblem) in
        // Other entries are what containers print.
        guard fields[7] != nil else { return nil }
        let start = try AccessLogValues.stamp(fields.number(0), "timestamp")
        let latency = try fields.number(1)
        guard latency.last == UInt8(ascii: "s") else {
          throw EntryProblem(
            problem: .wrongUnit, column: "httpRequest.latency", value: quoted(latency))
        }
        let duration = try AccessLogValues.duration(
          Field(rebasing: latency.dropLast()), exponent: 6, "httpRequest.latency")
        var request = LoggedRequest(
          service: try AccessLogValues.service(fields.text(2), "resource.labels.service_name"),
          end: start + duration, duration: duration)
        request.instance = try fields.text(3).flatMap { $0.isEmpty ? nil : $0 }
        request.target = try fields.text(4)
        request.requestBytes = try fields.bytes(5)
        request.responseBytes = try fields.bytes(6)
        return request
      }
    })
}
