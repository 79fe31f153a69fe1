public import Logging
public import Postgres

/// What gateways call back with: receipts and incoming messages. Either is committed when it is answered, and may come again.
public struct Callbacks: Sendable {
  /// How long the database may be away before the gateway is told to come again: shorter than gateways wait.
  static let patience = Duration.seconds(8)

  let database: Pool
  let tokens: ReceiptTokens
  let log: Logger
  private let gateways: CallbackGateways

  public init(_ database: Pool, secretKey: SecretKey, log: Logger) {
    self.database = database
    self.log = log
    tokens = ReceiptTokens(secretKey: secretKey)
    gateways = CallbackGateways(database, secretKey: secretKey)
  }

  func gateway(_ transport: Int32) async throws -> CallbackGateways.Entry {
    guard let entry = try await Pool.retryingLosses(log, patience: Self.patience, { try await gateways.find(transport) }) else {
      throw UnknownCallback(description: "there is no transport \(transport)")
    }
    return entry
  }
}

extension String {
  /// As PostgreSQL can store it.
  var storable: String { String(String.UnicodeScalarView(unicodeScalars.filter { $0 != "\0" })) }
}
