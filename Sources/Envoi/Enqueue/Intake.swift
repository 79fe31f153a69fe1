public import Foundation
public import Logging
internal import MessageFormat
public import Postgres

/// Takes single messages in.
public struct Intake: Sendable {
  private let enqueuer: Enqueuer
  private let door: Door

  public init(_ database: Pool, door: Door, log: Logger) {
    enqueuer = Enqueuer(database: database, site: door.site, log: log)
    self.door = door
  }

  /// One message as a JSON object, all or nothing.
  ///
  /// - Parameter directory: what the paths of attachments are relative to.
  /// - Returns: ids of its rows in the order of the recipients; not new where its key was accepted before with the same content.
  /// - Throws: ``InvalidInput`` naming the field by its path.
  public func enqueue(json: Data, directory: String) async throws -> (rows: [Int], isNew: Bool) {
    let (submission, addressees) = try parse(json, directory)
    switch try await enqueuer.enqueue(.init(submission: submission, addressees: addressees)) {
    case .accepted(_, let rows): return (rows, true)
    case .known(let message): return (try await enqueuer.rows(of: message), false)
    case .refused(let error): throw error
    case nil: return ([], true)
    }
  }

  /// Checks all that `enqueue` checks, and puts nothing in.
  ///
  /// - Returns: how each SMS would go out; nothing for the other channels.
  public func preview(json: Data, directory: String) throws -> [SMSPreview] {
    let (submission, addressees) = try parse(json, directory)
    guard case .sms(let text, let rules) = submission.content else { return [] }
    return try addressees.map { addressee in
      let (sms, changes) = try rules.preview(text.rendered(name: addressee.name, variables: addressee.variables))
      return SMSPreview(recipient: addressee.recipient, text: sms, changes: changes, cost: door.price?.times(sms.parts.count))
    }
  }

  private func parse(_ json: Data, _ directory: String) throws -> (Submission, [Addressee]) {
    let fields = try JSONFields(json)
    let submission = try Submission(fields, door: door, directory: directory)
    let addressees = try Submission.addressees(fields, door: door)
    for (index, addressee) in addressees.enumerated() { try submission.check(addressee, path: "to[\(index)]") }
    return (submission, addressees)
  }
}
