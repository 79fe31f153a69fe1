internal import Postgres
internal import Synchronization

/// The transports whose gateways call back, with their configuration, read again after some seconds: thousands of receipts a second must
/// not each unseal a password and parse a description.
final class CallbackGateways: Sendable {
  typealias Entry = (transport: SiteTransport, gateway: ConfiguredGateway)

  private static let freshness = Duration.seconds(5)

  private let transports: SiteTransports
  private let secretKey: SecretKey
  private let known = Mutex<[Int32: (entry: Entry, read: ContinuousClock.Instant)]>([:])

  init(_ database: Pool, secretKey: SecretKey) {
    transports = SiteTransports(database, secretKey: secretKey)
    self.secretKey = secretKey
  }

  func find(_ id: Int32) async throws -> Entry? {
    if let (entry, read) = known.withLock({ $0[id] }), read.duration(to: .now) < Self.freshness { return entry }
    guard let transport = try await transports.find(id: id) else { return nil }
    let entry = (transport, try transport.configuredGateway(secretKey: secretKey))
    known.withLock { $0[id] = (entry, .now) }
    return entry
  }
}
