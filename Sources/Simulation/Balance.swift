/// How requests are distributed over the instances of a fleet.
public enum Balance: Hashable, Sendable {
  /// One queue for the whole fleet, first come, first served.
  case fifo
  /// A queue for each instance; arrival n of the fleet, from 0 and rejected ones included, goes to
  /// instance n mod `instances`.
  ///
  /// The default of an AWS Application Load Balancer (its user guide, "Target groups", section
  /// "Routing algorithms": requests go to the healthy targets in sequential order).
  case roundRobin
  /// A queue for each instance; an arrival goes to the instance with the fewest requests in service
  /// and in its queue, ties to the lowest index. Departures and time-outs at its time come first.
  ///
  /// The algorithm "least outstanding requests" of an AWS Application Load Balancer (the same
  /// section: to the targets with the lowest number of requests in progress).
  case leastOutstanding
}
