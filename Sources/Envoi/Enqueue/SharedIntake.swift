public import Foundation
public import Logging
public import Postgres
internal import Synchronization

/// Takes single messages in that come at the same time, of any site. Those that come while a commit is under way share the next one.
public final class SharedIntake: Sendable {
  /// How old what is known of a site may be.
  private static let age = Duration.seconds(1)

  private let database: Pool
  private let log: Logger
  private let announcer: Announcer
  private let commits = Mutex<[Int32: SharedCommit]>([:])
  private let doors = Mutex<[Int32: (door: Task<Door, any Error>, since: ContinuousClock.Instant)]>([:])

  public init(_ database: Pool, log: Logger) {
    (self.database, self.log, announcer) = (database, log, Announcer(database, log: log))
  }

  /// One message as a JSON object, all or nothing. It is committed when this returns, also where the task was cancelled.
  ///
  /// - Parameters:
  ///   - parts: files that came along.
  ///   - key: idempotency key that was given beside the object.
  /// - Returns: its id and those of its rows in the order of the recipients; the same ones where its key was accepted before with the same
  ///   content.
  /// - Throws: ``InvalidInput`` naming the field by its path, ``KeyTaken``, ``Overloaded``, ``CommitInDoubt``.
  public func enqueue(
    json: Data, parts: [AttachedFiles.Part] = [], key: String? = nil, site: Int32
  ) async throws -> (message: Int, rows: [Int]) {
    let entry = try await entry(json, parts, key, site)
    let commit = commits.withLock { commits in
      if let commit = commits[site] { return commit }
      let commit = SharedCommit(database: database, announcer: announcer, log: log)
      commits[site] = commit
      return commit
    }
    switch try await commit.enqueue(entry, of: try await door(of: site).site) {
    case .accepted(let message, let rows): return (message, rows)
    case .known(let message): return (message, try await Enqueuer.rows(of: message, database))
    case .refused(let error): throw error
    case .taken(let error): throw KeyTaken(error: error)
    }
  }

  /// Checks all that `enqueue` checks but the key, and puts nothing in.
  ///
  /// - Returns: how many recipients there are.
  public func check(json: Data, parts: [AttachedFiles.Part] = [], site: Int32) async throws -> Int {
    try await entry(json, parts, nil, site).addressees.count
  }

  /// What a site asks of its messages, as it was a second ago at most.
  public func door(of site: Int32) async throws -> Door {
    let now = ContinuousClock.now
    let door = doors.withLock { doors in
      if let known = doors[site], known.since + Self.age > now { return known.door }
      let door = Task { [database] in try await Door(database, site: site) }
      doors[site] = (door, now)
      return door
    }
    do { return try await door.value } catch {
      doors.withLock { if $0[site]?.door == door { $0[site] = nil } }
      throw error
    }
  }

  private func entry(_ json: Data, _ parts: [AttachedFiles.Part], _ key: String?, _ site: Int32) async throws -> Enqueuer.Entry {
    let door = try await door(of: site)
    var fields = try JSONFields(json)
    if let key {
      if let other = try fields.string("key"), other != key {
        throw InvalidInput("key", "must be the same as in the header Idempotency-Key, or in one of them only", other)
      }
      fields.set("key", key)
    }
    let submission = try Submission(fields, door: door, files: .parts(parts))
    let addressees = try Submission.addressees(fields, door: door)
    for (index, addressee) in addressees.enumerated() {
      try submission.check(addressee, path: fields.any("to") is [Any] ? "to[\(index)]" : "to")
    }
    return Enqueuer.Entry(submission: submission, addressees: addressees)
  }
}
