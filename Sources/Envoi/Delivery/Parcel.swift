internal import MessageFormat

/// A claimed row on its way to a connection.
struct Parcel: Sendable {
  let row: ClaimedRow
  /// SQL may have put in what is none, and domains as people write them.
  let address: Result<EmailAddress, AddressError>
  /// What its outcome is fenced by.
  let lease: Lease
  let letter: Letter
  /// When it has to be given up. Measured on this machine's monotonic clock from what the database said: wall clocks jump.
  let expires: ContinuousClock.Instant

  init(row: ClaimedRow, lease: Lease, letter: Letter, expires: ContinuousClock.Instant) {
    (self.row, self.lease, self.letter, self.expires) = (row, lease, letter, expires)
    address = Result { () throws(AddressError) in try EmailAddress(row.recipient) }
  }

  var id: Int { row.id }
  var token: Int { lease.token }
}
