internal import Transport

/// What a lane sends through: one connection, whatever it speaks.
protocol Carrier: AnyObject, Sendable {
  /// Errors are the relay's trouble.
  func open() async throws(Trouble)
  /// Takes parcels until the source has none now.
  func deliver(_ source: LaneSource) async throws(Trouble)
  func close() async
  /// Makes whatever waits return at once, from any thread and for good.
  func abort()
}
