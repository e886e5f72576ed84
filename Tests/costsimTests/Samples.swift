import Foundation

/// Small inputs that several suites use.
enum Sample {
  static let header = "timestamp,service,duration_ms,memory_mb\n"

  /// Four requests of two services within 700 s.
  static let trace =
    header + """
      0,api,100,512
      0.05,api,100.5,512
      100,mail,200,1024
      700,api,100,512

      """

  /// A day with one request of each service every hour.
  static let day =
    header
    + (0...24).map { "\($0 * 3_600),api,100,512\n\($0 * 3_600),mail,40,256\n" }.joined()

  /// Lambda with cold starts of exactly 300 ms and a keep-alive of 10 min.
  static let lambda = "aws-lambda:memory=512,init=300ms,keep-alive=600s"
}

/// Exact decimals from their text.
func decimal(_ text: String) -> Decimal {
  Decimal(string: text, locale: Locale(identifier: "en_US_POSIX")) ?? .nan
}
