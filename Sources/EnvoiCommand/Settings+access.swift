import Envoi
import EnvoiWeb
import Logging
import Postgres

extension Settings {
  /// The users of the admin. Without ENVOI_PUBLIC_URL their links lead to where `envoi serve` listens.
  func users(_ database: Pool) throws -> Users {
    guard let secretKey else {
      throw InvalidInput("ENVOI_SECRET_KEY", "is needed for users: it seals their links; make one with: openssl rand -base64 32")
    }
    return Users(database, secretKey: secretKey, publicURL: try baseURL(listen), log: log(default: .warning))
  }

  /// How browsers reach the admin: on this machine alone, unless ENVOI_PUBLIC_URL says otherwise.
  func baseURL(_ listen: ListenAddress) throws -> PublicURL {
    // Port 0 is any that is free, not known yet.
    try publicURL ?? PublicURL("http://\(listen)".replacing(/:0$/, with: ""), field: "ENVOI_LISTEN")
  }
}
