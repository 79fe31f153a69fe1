public import Logging
public import MessageFormat
public import Postgres

/// What a worker works with.
public struct WorkerContext: Sendable {
  public let database: Pool
  public let installation: Installation
  public let secretKey: SecretKey?
  /// Folder of the journals.
  public let journals: String
  /// ENVOI_REDIRECT_ALL: every message goes there.
  public let redirect: EmailAddress?
  /// ENVOI_PUBLIC_URL: where receipts come in; nil: none are asked for.
  public let publicURL: PublicURL?
  public let log: Logger
  let slots: Slots
  var pauses: TransportPauses { TransportPauses(database: database, log: log) }

  /// - Throws: ``NotAdopted`` where the database is a copy.
  public init(
    database: Pool, secretKey: SecretKey?, stateDirectory: String, redirect: EmailAddress?, publicURL: PublicURL? = nil, log: Logger
  ) async throws {
    self.database = database
    self.secretKey = secretKey
    self.redirect = redirect
    self.publicURL = publicURL
    self.log = log
    journals = "\(stateDirectory)/journal"
    installation = try await Installation.open(database)
    slots = Slots { try await database.connect() }
  }
}
