import Units

extension LogFormat {
  /// Samples of a load test with k6: of its metrics `http_req_duration`, in milliseconds. The stamp,
  /// in seconds or another unit (K6_CSV_TIME_FORMAT), is the end (k6 documentation, "CSV").
  static let k6 = LogFormat(
    name: "k6", secondsAreCut: .perhaps, service: .host, otherKinds: [.path],
    isShown: { head, _ in
      let names = CSVEntries.names(head)
      return names.first == "metric_name" && names.contains("metric_value")
    },
    reader: { head, _ in
      let rows = CSVEntries(head)
      let (stamp, value) = (try rows.place("timestamp"), try rows.place("metric_value"))
      let url = rows.optionalPlace("url") ?? rows.optionalPlace("name")
      return rows.reader { row throws(EntryProblem) in
        guard row.fields.first?.equals("http_req_duration") == true else {
          throw .noRequest(.otherMetric)
        }
        // Later versions add columns at the end.
        guard row.count >= rows.count else {
          throw EntryProblem(
            problem: .fieldCount, value: "has \(row.count) fields, the header has \(rows.count)")
        }
        let end = try AccessLogValues.time(row.fields[stamp], "timestamp")
        let duration = try AccessLogValues.duration(
          row.fields[value], exponent: 3, "metric_value")
        return LoggedRequest(url: url.map { row.fields[$0] }, end: end, duration: duration)
      }
    })

  /// Results of a load test with vegeta, `vegeta encode --to csv`: twelve columns without a header,
  /// times in nanoseconds. The stamp is the start (vegeta documentation, "encode").
  static let vegeta = LogFormat(
    name: "vegeta", columns: [.requestBytes, .responseBytes], stampsStarts: true, service: .host,
    otherKinds: [.path],
    isShown: { head, _ in
      let fields = CSVEntries.names(head)
      return fields.count == 12 && fields[0].count == 19 && Int64(fields[0]) != nil
        && Int(fields[1]).map { 0...999 ~= $0 } == true && Int64(fields[2]) != nil
    },
    reader: { _, _ in
      CSVEntries().reader { row throws(EntryProblem) in
        guard row.count == 12 else {
          throw EntryProblem(
            problem: .fieldCount, value: "has \(row.count) fields, a result has 12")
        }
        let start = try AccessLogValues.epoch(row.fields[0], exponent: -3, "the time stamp")
        let duration = try AccessLogValues.duration(row.fields[2], exponent: -3, "the latency")
        var request = LoggedRequest(url: row.fields[10], end: start + duration, duration: duration)
        request.requestBytes = try AccessLogValues.bytes(row.fields[3], "the bytes out")
        request.responseBytes = try AccessLogValues.bytes(row.fields[4], "the bytes in")
        return request
      }
    })
}

extension LoggedRequest {
  /// A request for a URL, whose host is its service.
  fileprivate init(url: Field?, end: Int64, duration: Int64) {
    self.init(end: end, duration: duration)
    target = url
    service = url.flatMap { RequestTarget($0).host }
    if let service, !isUTF8(service) { self.service = nil }
  }
}
