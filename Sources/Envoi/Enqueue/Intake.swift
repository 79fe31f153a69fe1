public import Foundation
public import Logging
public import Postgres

/// Takes single messages in.
public struct Intake: Sendable {
  private let enqueuer: Enqueuer

  public init(_ database: Pool, site: Site, log: Logger) { enqueuer = Enqueuer(database: database, site: site, log: log) }

  /// One message as a JSON object, all or nothing.
  ///
  /// - Parameter directory: what the paths of attachments are relative to.
  /// - Returns: ids of its rows in the order of the recipients; not new where its key was accepted before with the same content.
  /// - Throws: ``InvalidInput`` naming the field by its path.
  public func enqueue(json: Data, directory: String) async throws -> (rows: [Int], isNew: Bool) {
    let fields = try JSONFields(json)
    let submission = try Submission(fields, site: enqueuer.site, directory: directory)
    let addressees = try Submission.addressees(fields)
    for (index, addressee) in addressees.enumerated() { try submission.check(addressee, path: "to[\(index)]") }
    switch try await enqueuer.enqueue(.init(submission: submission, addressees: addressees)) {
    case .accepted(_, let rows): return (rows, true)
    case .known(let message): return (try await enqueuer.rows(of: message), false)
    case .refused(let error): throw error
    case nil: return ([], true)
    }
  }
}
