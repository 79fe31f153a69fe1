/// What somebody who watches a site hears.
public enum LiveEvent: Sendable, Equatable {
  case changed(RowChange)
  /// To who wants to know no more: rows were put in, tried, or changed by hand.
  case touched
  /// There were changes that are not told: the reader was too slow, or the database away. Look at the queue.
  case dropped
  /// Nothing for now: the connection is alive.
  case heartbeat
}
