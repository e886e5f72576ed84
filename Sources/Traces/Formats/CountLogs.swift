import Units

extension LogFormat {
  /// Numbers of requests in each period: a column `period`, when it starts, and `count`; `service`
  /// where there are several. Periods without a zone are in UTC.
  static let counts = LogFormat(
    name: "counts", stampsStarts: true, service: nil,
    isShown: { head, _ in
      let names = CSVEntries.names(head)
      return names.contains("period") && names.contains("count")
    },
    reader: { head, _ in
      let rows = CSVEntries(head)
      let (period, count) = (try rows.place("period"), try rows.place("count"))
      let service = rows.optionalPlace("service")
      return rows.countReader { row, sink throws(EntryProblem) in
        try rows.check(row)
        let name = try service.flatMap { place throws(EntryProblem) in
          try AccessLogValues.service(row.fields[place], "service")
        }
        let start = try time(row.fields[period])
        let requests = try AccessLogValues.amount(
          row.fields[count], exponent: 0, TraceLimits.count, "count")
        sink.addCounts(of: name, owner: nil, from: start, [Int(requests)])
      }
    })

  private static func time(_ field: Field) throws(EntryProblem) -> Int64 {
    guard field.contains(UInt8(ascii: "-")), field.count > 9 else {
      return try AccessLogValues.epoch(field, exponent: 6, "period")
    }
    return try AccessLogValues.stamp(field, "period", assumesUTC: true)
  }

  /// Invocations per minute of the Azure Functions trace of 2019: a row for each function and day,
  /// its minutes in columns 1 to 1440, or minute_1 to minute_1440 (Azure Public Dataset,
  /// "AzureFunctionsDataset2019").
  static let azureFunctions2019 = LogFormat(
    name: "azure-functions-2019", stampsStarts: true, service: .function,
    isShown: { head, _ in
      let names = CSVEntries.names(head)
      return names.contains("HashFunction") && (names.last == "1440" || names.last == "minute_1440")
    },
    reader: { head, _ in
      let rows = CSVEntries(head)
      let (app, function) = (try rows.place("HashApp"), try rows.place("HashFunction"))
      let last = rows.count - 1
      let first = last - 1439
      return rows.countReader { row, sink throws(EntryProblem) in
        try rows.check(row)
        var counts: [Int] = []
        counts.reserveCapacity(1440)
        for place in first...last {
          let column = "minute \(place - first + 1)"
          counts.append(
            Int(
              try AccessLogValues.amount(
                row.fields[place], exponent: 0, TraceLimits.count, column)))
        }
        let name = try AccessLogValues.service(row.fields[function], "HashFunction")
        let owner = try AccessLogValues.service(row.fields[app], "HashApp")
        guard name != nil, owner != nil else {
          throw EntryProblem(problem: .emptyService, column: "HashApp or HashFunction")
        }
        sink.addCounts(of: name, owner: owner, from: 0, counts)
      }
    })

  /// Run times of the functions of that trace: an average and percentiles in milliseconds.
  static let azureDurations2019 = LogFormat(
    name: "azure-durations-2019", service: .function,
    isShown: { head, _ in CSVEntries.names(head).contains("percentile_Average_50") },
    reader: { head, _ in
      let rows = CSVEntries(head)
      let (app, function) = (try rows.place("HashApp"), try rows.place("HashFunction"))
      let shares = [0, 1, 25, 50, 75, 99, 100]
      let places = try shares.map { try rows.place("percentile_Average_\($0)") }
      return rows.countReader { row, sink throws(EntryProblem) in
        try rows.check(row)
        var points: [(share: Double, time: Double)] = []
        for (share, place) in zip(shares, places) {
          let time = try AccessLogValues.duration(
            row.fields[place], exponent: 3, "percentile_Average_\(share)")
          // Percentiles of averages may be out of order by their rounding.
          points.append((Double(share) / 100, max(Double(time), points.last?.time ?? 0)))
        }
        sink.addDurations(
          of: row.fields[function], owner: row.fields[app], .percentiles(points))
      }
    })

  /// Memory of the apps of that trace in MB.
  static let azureMemory2019 = LogFormat(
    name: "azure-memory-2019", service: .function,
    isShown: { head, _ in CSVEntries.names(head).contains("AverageAllocatedMb") },
    reader: { head, _ in
      let rows = CSVEntries(head)
      let (app, memory) = (try rows.place("HashApp"), try rows.place("AverageAllocatedMb"))
      return rows.countReader { row, sink throws(EntryProblem) in
        try rows.check(row)
        let size = try AccessLogValues.amount(
          row.fields[memory], exponent: 0, TraceLimits.memory, "AverageAllocatedMb")
        guard size > 0 else {
          throw EntryProblem(problem: .memoryZero, column: "AverageAllocatedMb", value: "\"0\"")
        }
        sink.addMemory(ofApp: row.fields[app], Int32(size))
      }
    })
}

extension CSVEntries {
  /// The same as `reader` for entries that are no requests by themselves.
  fileprivate func countReader(
    _ entry: @escaping @Sendable (RowFields, inout LogSink) throws(EntryProblem) -> Void
  ) -> LogReader {
    rowReader { row, sink in
      do throws(EntryProblem) {
        try entry(row, &sink)
      } catch {
        sink.refuse(error)
      }
    }
  }
}
