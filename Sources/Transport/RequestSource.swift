/// Where a connection takes its requests from. Every function is called on the connection's own thread, one at a time.
public protocol RequestSource: Sendable {
  associatedtype Item: Sendable

  /// The next item; nil when there is none now: `deliver` returns. Never blocks.
  func next() -> Item?

  /// The item's first request. An error makes the item unsendable.
  func request(for item: Item) throws -> HTTPRequest

  /// Called once for a request, immediately before its first byte is written. An error keeps it from being written and ends `deliver`.
  func requestBegins(_ item: Item) throws

  /// Called once for every request. Returns a further request of the same item (a message in several posts), nil when the item is done.
  /// After `notSent` nothing further is sent, whatever it returns.
  func finished(_ item: Item, _ exchange: Exchange) -> HTTPRequest?
}
