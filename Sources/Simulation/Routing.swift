/// Which idle, still warm environment of a service serves a request.
///
/// "Most recently" and "least recently" order environments by the start of their idle period,
/// ties by the order of departures. Published observations of AWS Lambda agree only with
/// most recently used (Mahmoudi and Khazaei, "SimFaaS", CLOSER 2021, on data of 2020).
public enum Routing: Hashable, Sendable {
  case mostRecentlyUsed
  case leastRecentlyUsed
  /// Uniform over the idle environments.
  ///
  /// The discipline, so that it can be repeated draw for draw: a service keeps a list of its idle
  /// environments. Its events are taken in time order, at one time departures first, then
  /// arrivals, then expiries; expiries at one time are taken in the order of departures. A
  /// departure appends to the list. An expiry at time e takes its environment out. An arrival that
  /// is not throttled draws `below(count)` from the stream "routing" when the list is not empty,
  /// also when it has a single element, and takes that index out. Taking index i out moves the
  /// last element to i.
  case random
}
