/// A claimed row on its way to a connection.
struct Parcel: Sendable {
  let row: ClaimedRow
  /// What its outcome is fenced by.
  let lease: Lease
  let letter: Letter
  /// When it has to be given up. Measured on this machine's monotonic clock from what the database said: wall clocks jump.
  let expires: ContinuousClock.Instant

  var id: Int { row.id }
  var token: Int { lease.token }
}
