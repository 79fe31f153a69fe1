/// A claimed row on its way to a connection.
struct Parcel: Sendable {
  let id: Int
  /// The lease: what its outcome is fenced by.
  let token: Int
  /// Attempts of this generation before this one.
  let attempts: Int
  let generation: Int
  let recipient: String
  let recipientName: String?
  /// A JSON object.
  let variables: String?
  /// Whether the relay got into trouble over it before.
  let broughtTrouble: Bool
  let letter: Letter
  /// When it has to be given up. Measured on this machine's monotonic clock from what the database said: wall clocks jump.
  let expires: ContinuousClock.Instant
}
