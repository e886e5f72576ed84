/// What the reader saw, for the user to judge the trace by.
public struct TraceReadReport: Equatable, Sendable {
  /// How many targets of requests that no pattern matched are shown.
  static let shownTargets = 3

  /// Rows left out for one reason.
  public struct Skipped: Equatable, Sendable {
    public let reason: String
    public let count: Int
  }

  /// How the plain `timestamp` column of one file was read.
  public struct Stamps: Equatable, Sendable {
    public let file: String
    /// The unit of its numbers; nil where they have none to decide (ISO 8601 in the first row, or
    /// a column such as `timestamp_ms` that names its unit).
    public let unit: TimeUnit?
  }

  /// Stamps that hide the order within a unit, of the files that hardly have others.
  public struct CoarseStamps: Equatable, Sendable {
    public let grain: StampGrain
    /// Kept rows whose stamps are whole multiples of the unit.
    public let count: Int
    /// All kept rows of the files.
    public let rows: Int
  }

  /// Data rows, without headers and blank lines.
  public internal(set) var rowsRead = 0
  /// Rows in the trace.
  public internal(set) var rowsKept = 0
  /// Reasons that occurred, in an order that never changes.
  public internal(set) var skipped: [Skipped] = []
  /// The first bad rows: `trace.csv:1042: duration_ms "abc" is not a number`.
  public internal(set) var quotedErrors: [String] = []
  /// Bytes of all files.
  public internal(set) var bytesRead = 0
  /// Kept rows of files without a service column.
  public internal(set) var serviceAssumedRows = 0
  /// Kept rows that had no memory.
  public internal(set) var memoryAssumedRows = 0
  /// Kept rows whose duration is that of the options.
  public internal(set) var durationAssumedRows = 0
  /// Kept rows that a server got and did not answer: their duration is that until they were given up.
  public internal(set) var unansweredRows = 0
  /// Kept rows whose stamps were spread over the unit that they are cut to.
  public internal(set) var spreadRows = 0
  /// The longest such unit.
  public internal(set) var spreadGrain = StampGrain.second
  /// Kept rows of logs without time stamps, which were set one after the other.
  public internal(set) var stamplessRows = 0
  /// Requests that were counted, and in how many periods with any, of which length in microseconds.
  public internal(set) var countedRequests = 0
  public internal(set) var countedPeriods = 0
  public internal(set) var periodLength: Int64 = 0
  /// How the arrivals of counted requests are made; nil where none were counted.
  public internal(set) var expansion: CountExpansion?
  /// Whether the options may state the unit of any file's durations.
  public internal(set) var takesDurationUnit = false
  /// How the durations of logs came to their unit, where the format leaves it open; a sentence each.
  public internal(set) var durationReadings: [String] = []
  /// The same where the unit is a guess.
  public internal(set) var durationGuesses: [String] = []
  /// What is odd about durations, a sentence for each file that it is true of.
  public internal(set) var oddDurations: [String] = []
  /// Whether durations are not known and taken as 0.
  public internal(set) var lacksDurations = false
  /// Whether the options map a column or key to the ends of requests.
  public internal(set) var mapsEnds = false
  /// Whether patterns say which requests form a service.
  public internal(set) var isGroupedByPatterns = false
  /// Kept rows of logs that no service pattern matched, and what some of them asked for.
  public internal(set) var unmatchedRows = 0
  public internal(set) var unmatchedTargets: [String] = []
  /// Kept rows that took the only function that their file names.
  public internal(set) var soleFunctionRows = 0
  /// Unknown columns, as the headers spell them, each once, in the order of their appearance.
  public internal(set) var ignoredColumns: [String] = []
  /// Units that nearly all stamps of files are whole multiples of and were not spread over, the
  /// shortest first.
  public internal(set) var coarseStamps: [CoarseStamps] = []
  /// Whether rows were out of time order.
  public internal(set) var wasOutOfOrder = false
  /// The form of each file, one of `TraceReader.formatNames`, in the order given.
  public internal(set) var formats: [String] = []
  /// Lines and events of logs that are no requests.
  public internal(set) var otherLines = 0
  /// Those of them whose kind is known, by kind, in an order that never changes.
  public internal(set) var otherEntries: [Skipped] = []
  /// Rows that stood for several requests, and the requests of all rows with a weight.
  public internal(set) var weightedRows = 0
  /// Rows that stood for several requests of a service with one stamp alone.
  public internal(set) var loneWeightedRows = 0
  public internal(set) var weightedRequests = 0
  /// Columns or keys that show the rows to be a sample, where nothing reads them.
  public internal(set) var samplingColumns: [String] = []
  /// A time without requests that makes up most of the span.
  public internal(set) var emptyStretch: EmptyStretch?
  /// Requests of logs that had started when the log ended.
  public internal(set) var runningRequests = 0
  /// One entry a file, in the order given.
  public internal(set) var stamps: [Stamps] = []
}
