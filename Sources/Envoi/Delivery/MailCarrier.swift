internal import Transport

/// A session with a relay, or the sandbox.
final class MailCarrier: Carrier {
  private let connection: any MailConnection

  init(_ connection: any MailConnection) { self.connection = connection }

  func open() async throws(Trouble) { _ = try await connection.open() }
  func deliver(_ source: LaneSource) async throws(Trouble) { try await connection.deliver(source) }
  func close() async { await connection.close() }
  func abort() { connection.abort() }
}
