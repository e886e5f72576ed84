import Documents

/// Takes what the readers of feeds find.
protocol FeedSink {
  /// Whether a product is to be priced; called once for each of the feed. `attributes` may lack the
  /// unit, which some feeds give with the price alone.
  mutating func wants(_ attributes: FeedAttributes, _ format: FeedFormat, name: String) -> Bool
  mutating func add(_ price: FeedPrice, _ format: FeedFormat) throws
  /// A rate in the columns of price files, with a first column `platform`.
  mutating func add(row: Field, place: String) throws
}
