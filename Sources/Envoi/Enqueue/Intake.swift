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
  /// - Returns: ids of its rows in the order of the recipients; not new where its key was accepted before with the same content.
  /// - Throws: ``InvalidInput`` naming the field by its path.
  public func enqueue(json: Data, files: AttachedFiles) async throws -> (rows: [Int], isNew: Bool) {
    let (submission, addressees) = try parse(json, files)
    switch try await enqueuer.enqueue(.init(submission: submission, addressees: addressees)) {
    case .accepted(_, let rows): return (rows, true)
    case .known(let message): return (try await enqueuer.rows(of: message), false)
    case .refused(let error), .taken(let error): throw error
    case nil: return ([], true)
    }
  }

  /// Checks all that `enqueue` checks, and puts nothing in.
  ///
  /// - Returns: how each SMS would go out; nothing for the other channels.
  public func preview(json: Data, files: AttachedFiles) throws -> [SMSPreview] {
    let (submission, addressees) = try parse(json, files)
    guard case .sms(let text, let rules) = submission.content else { return [] }
    return try addressees.map { addressee in
      let (sms, changes) = try rules.preview(text.rendered(name: addressee.name, variables: addressee.variables))
      return SMSPreview(recipient: addressee.recipient, text: sms, changes: changes, cost: door.price?.times(sms.parts.count))
    }
  }

  /// The message as its first recipient gets it. Nothing is put in.
  public func rendered(json: Data, files: AttachedFiles) throws -> RenderedMessage {
    let (submission, addressees) = try parse(json, files)
    guard let first = addressees.first else { throw InvalidInput("to", "must have at least one recipient") }
    switch submission.content {
    case .mail(let message):
      let (subject, text, html) = try message.rendered(name: first.name, variables: first.variables)
      return RenderedMessage(
        recipient: first.recipient, name: first.name, sender: submission.sender ?? door.site.sender.description, subject: subject,
        text: text, html: html)
    case .sms(let text, let rules):
      let sms = try rules.preview(text.rendered(name: first.name, variables: first.variables)).text
      return RenderedMessage(recipient: first.recipient, text: sms.text)
    case .chat(let text):
      return RenderedMessage(
        recipient: first.recipient, text: try text.rendered(name: first.name, variables: first.variables))
    }
  }

  private func parse(_ json: Data, _ files: AttachedFiles) throws -> (Submission, [Addressee]) {
    let fields = try JSONFields(json)
    let submission = try Submission(fields, door: door, files: files)
    let addressees = try Submission.addressees(fields, door: door)
    for (index, addressee) in addressees.enumerated() { try submission.check(addressee, path: "to[\(index)]") }
    return (submission, addressees)
  }
}
