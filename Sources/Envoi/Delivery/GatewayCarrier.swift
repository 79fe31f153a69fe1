internal import Transport

/// A connection to an SMS gateway, a chat or a webhook.
final class GatewayCarrier: Carrier {
  private let connection: HTTPConnection
  private let desk: any Desk

  init(_ connection: HTTPConnection, _ desk: any Desk) { (self.connection, self.desk) = (connection, desk) }

  /// The connection is opened by the first request.
  func open() {}
  func deliver(_ source: LaneSource) async throws(Trouble) { try await connection.deliver(GatewaySource(source, desk)) }
  func close() async { await connection.close() }
  func abort() { connection.abort() }
}
