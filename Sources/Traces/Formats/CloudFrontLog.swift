import Units

extension LogFormat {
  /// Standard logs of Amazon CloudFront, whose columns the line `#Fields:` names. The stamp is the
  /// end of the response, `time-taken` is in seconds (AWS documentation, "Standard logging
  /// reference").
  static let cloudFront = LogFormat(
    name: "cloudfront", columns: [.requestBytes, .responseBytes], secondsAreCut: .always,
    service: .host, otherKinds: [.path],
    isShown: { head, _ in W3CEntry.names(head)?.contains { $0.hasPrefix("x-edge-") } ?? false },
    reader: { head, _ in try W3CEntry.reader(head, secondsExponent: 6) })

  /// Logs of Internet Information Services in the W3C form. `time-taken` is in whole milliseconds;
  /// what the stamp is the documentation leaves open: it is written when the response is sent and
  /// taken for the end (Microsoft documentation, "W3C Logging", "Time taken").
  static let iis = LogFormat(
    name: "iis", columns: [.requestBytes, .responseBytes], secondsAreCut: .always,
    service: .host, otherKinds: [.path],
    isShown: { head, _ in
      guard let names = W3CEntry.names(head) else { return false }
      return head.contains("Internet Information Services") || names.contains("sc-win32-status")
    },
    reader: { head, _ in try W3CEntry.reader(head, secondsExponent: 3) })

  /// Any other log in the W3C form, whose `time-taken` may be in seconds or in milliseconds.
  static func w3cFailure(_ head: LogHead, _ options: TraceReadOptions) -> Failure? {
    guard let names = W3CEntry.names(head), !cloudFront.isShown(head, options),
      !iis.isShown(head, options)
    else { return nil }
    return Failure(
      .data,
      "\(head.file) is a W3C log of \(names.count) columns by an unknown server, which may count "
        + "time-taken in seconds or in milliseconds",
      hint: "--input-format cloudfront reads seconds, --input-format iis milliseconds")
  }
}
