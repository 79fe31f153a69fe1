/// What a user may do on one site, or on all.
public struct Grant: Sendable, Equatable {
  /// Nil: every site, and the installation.
  public let site: Int32?
  /// The site's.
  public let domain: String?
  public let role: Role
}
