internal import Foundation
public import MessageFormat
public import Postgres

/// When a row goes, and when it is given up.
typealias Times = (due: Timestamp, expires: Timestamp)

/// A message as it is put in, with what holds for all of its rows. It is valid: whatever could be wrong was found when it was made.
public struct Submission: Sendable {
  public let channel: Channel
  /// A mailbox, or who an SMS comes from.
  public var sender: String?
  public var replyTo: Mailbox?
  public var subject: String?
  public var text: String?
  public var html: String?
  public var headers: [HeaderField] = []
  public var attachments: [Attachment] = []
  /// 0 goes first, 9 last.
  public var priority = 5
  public var dueAt: Timestamp?
  public var expiresAt: Timestamp?
  public var reference: String?
  public var tags: [String]?
  /// Idempotency: the same key and digest on a site is accepted once.
  public var key: String?
  public var digest: [UInt8] = []
  let content: SubmittedContent

  /// A mail. Checks everything that does not depend on a recipient.
  ///
  /// - Parameter last: another one of the site, whose parsed content is taken over where it is the same.
  public init(
    site: Site, sender: Mailbox? = nil, replyTo: Mailbox? = nil, subject: String, text: String?, html: String?, headers: [HeaderField] = [],
    attachments: [Attachment] = [], last: Submission? = nil
  ) throws(InvalidInput) {
    let size = attachments.reduce(0) { $0 + $1.content.count }
    guard size <= site.attachmentLimit else {
      throw InvalidInput("attachments", "must have at most \(site.attachmentLimit) bytes together on \(site.domain)", "\(size)")
    }
    guard text ?? html == nil || !attachments.isEmpty || [text, html].contains(where: { $0?.contains { !$0.isWhitespace } == true }) else {
      throw InvalidInput("text", "is empty, and there is nothing else: a message has a text, an HTML or an attachment")
    }
    if let last, attachments.isEmpty, last.attachments.isEmpty, last.channel == .email,
      (last.sender, last.replyTo, last.subject, last.text, last.html) == (sender?.description, replyTo, subject, text, html),
      last.headers == headers
    {
      content = last.content
    } else {
      do {
        content = .mail(
          try Message(
            from: sender ?? site.sender, replyTo: replyTo, subject: subject, text: text, html: html, headers: headers,
            attachments: attachments))
      } catch { throw InvalidInput(error.field, error.problem) }
    }
    channel = .email
    (self.sender, self.replyTo, self.subject, self.text, self.html) = (sender?.description, replyTo, subject, text, html)
    (self.headers, self.attachments) = (headers, attachments)
  }

  /// An SMS or a chat's message: a text, and for an SMS who it comes from.
  init(_ channel: Channel, door: Door, sender: String?, text: String) throws(InvalidInput) {
    let message: TextMessage
    do { message = try TextMessage(text: text) } catch { throw InvalidInput(error.field, error.problem) }
    guard text.contains(where: { !$0.isWhitespace }) else { throw InvalidInput("text", "is empty") }
    self.channel = channel
    self.text = text
    if channel == .chat {
      content = .chat(message)
    } else {
      let rules = try door.smsRules()
      self.sender = try sender.map { text throws(InvalidInput) in try parse("from", text, SenderID.init).description }
      content = .sms(message, rules)
    }
  }

  /// - Throws: when the recipient lacks a variable, or one would break the subject.
  public func check(_ addressee: Addressee, path: String) throws(InvalidInput) {
    try content.check(addressee, path: path)
  }

  /// When it goes and when it is given up.
  ///
  /// - Parameter now: the database's clock.
  func times(now: Timestamp) throws(InvalidInput) -> Times {
    let due = dueAt ?? now
    let expires = expiresAt ?? max(due, now) + 2 * 86400
    guard expires > due else { throw InvalidInput("expires_at", "must be after due_at (\(due))", "\(expires)") }
    guard expires > now else { throw InvalidInput("expires_at", "must be in the future (it is \(now))", "\(expires)") }
    return (due, expires)
  }
}
