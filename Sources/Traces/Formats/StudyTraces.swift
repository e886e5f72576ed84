extension LogFormat {
  /// Invocations of the Azure Functions trace of 2021: seconds since its start, which a request may
  /// precede. The stamp is the end; a function's name is unique within its app only (Azure Public
  /// Dataset, "AzureFunctionsInvocationTrace2021").
  static let azureFunctions2021 = LogFormat(
    name: "azure-functions-2021", service: .function,
    isShown: { head, _ in CSVEntries.names(head) == ["app", "func", "end_timestamp", "duration"] },
    reader: { head, _ in
      let rows = CSVEntries(head)
      return rows.reader { row throws(EntryProblem) in
        try rows.check(row)
        let duration = try AccessLogValues.duration(row.fields[3], exponent: 6, "duration")
        var request = LoggedRequest(
          service: try AccessLogValues.service(row.fields[1], "func"),
          end: try AccessLogValues.epoch(row.fields[2], exponent: 6, "end_timestamp"),
          duration: duration)
        guard let app = try AccessLogValues.service(row.fields[0], "app"), request.service != nil
        else { throw EntryProblem(problem: .emptyService, column: "app or func") }
        request.owner = app
        return request
      }
    })

  /// Requests of the Huawei Cloud trace of 2025: seconds since its start. The stamp is when a worker
  /// got the request; the pod's name holds its pool's CPU in millicores and its memory in MB (README
  /// of the dataset in the repository `sir-lab/data-release`).
  static let huawei2025 = LogFormat(
    name: "huawei-2025", columns: .instances, stampsStarts: true, service: .function,
    isShown: { head, _ in
      let names = CSVEntries.names(head)
      return names.contains("time_worker") && names.contains("totalCost_worker")
    },
    reader: { head, _ in
      let rows = CSVEntries(head)
      let (time, cost) = (try rows.place("time_worker"), try rows.place("totalCost_worker"))
      let (function, pod) = (try rows.place("funcName"), try rows.place("podID"))
      return rows.reader { row throws(EntryProblem) in
        try rows.check(row)
        let duration = try AccessLogValues.duration(
          row.fields[cost], exponent: 6, "totalCost_worker")
        let start = try AccessLogValues.epoch(row.fields[time], exponent: 6, "time_worker")
        var request = LoggedRequest(
          service: try AccessLogValues.service(row.fields[function], "funcName"),
          end: start + duration, duration: duration)
        guard request.service != nil else {
          throw EntryProblem(problem: .emptyService, column: "funcName")
        }
        request.instance = row.fields[pod].isEmpty ? nil : row.fields[pod]
        request.memory = memory(ofPod: row.fields[pod])
        return request
      }
    })

  /// 128 of `pool22-300-128-0000618412`; nil where the name has another form.
  private static func memory(ofPod pod: Field) -> Int64? {
    let parts = pod.split(separator: UInt8(ascii: "-"))
    guard parts.count >= 3, let memory = Int64(String(decoding: parts[2], as: UTF8.self)),
      1...TraceLimits.memory ~= memory
    else { return nil }
    return memory
  }
}
