internal import Foundation
internal import MessageFormat
public import Transport

/// Tries transports: a session step by step, and where it is wanted one message past what waits.
public struct TransportTests: Sendable {
  /// What came of one.
  public struct Result: Sendable {
    public let works: Bool
    /// Of the message; nil where none was sent.
    public let verdict: String?
    /// Of the queue, through a gateway.
    public let row: Int?
  }

  public let secretKey: SecretKey?
  /// A worker of its own, for messages through a gateway: they are rows of the queue.
  private let worker: @Sendable () async throws -> Worker

  /// Whether what a gateway answers is shown whole: only to who has a shell here, for it may be any server that this machine reaches.
  private let showsAnswers: Bool

  public init(secretKey: SecretKey?, showsAnswers: Bool = false, worker: @escaping @Sendable () async throws -> Worker) {
    (self.secretKey, self.showsAnswers, self.worker) = (secretKey, showsAnswers, worker)
  }

  /// - Parameters:
  ///   - to: an address or a number; needed for an SMS, and none of a chat's.
  ///   - opened: called with the session of a relay, before the mail.
  ///   - transcript: called with every step as it happens.
  /// - Throws: `Trouble` where the relay or the gateway could not be spoken to, ``InvalidInput`` with the field `--to`.
  public func run(
    _ transport: SiteTransport, of site: Site, to: String?, opened: @Sendable (SessionInfo) -> Void = { _ in },
    transcript: @escaping @Sendable (Step) -> Void
  ) async throws -> Result {
    guard transport.kind == .gateway else { return try await mail(transport, of: site, to: to, opened, transcript) }
    let recipient: Recipient
    switch (transport.channel, to) {
    case (.sms, let text?):
      recipient = .phone(try parse("--to", text) { text throws(PhoneNumberError) in try PhoneNumber(text, defaultRegion: site.country) })
    case (.sms, nil): throw InvalidInput("--to", "is needed: the number that gets the test")
    case (.webhook, _): throw InvalidInput("name", "is a webhook: envoi webhook test posts to it", transport.name)
    case (_, nil): recipient = .chat(transport.name)
    case (_, let text?): throw InvalidInput("--to", "does not go with a chat: its transport says where it goes", text)
    }
    let worker = try await worker()
    let id = try await worker.test(
      transport, of: site, to: recipient, text: "Envoi works: a test of \(site.domain).", transcript: shown(transcript))
    return try await result(of: id, worker)
  }

  /// Posts a ping to a webhook.
  ///
  /// - Throws: `Trouble` where it could not be spoken to, ``InvalidInput``.
  public func ping(_ webhook: Webhook, of site: Site, transcript: @escaping @Sendable (Step) -> Void) async throws -> Result {
    let worker = try await worker()
    return try await result(of: worker.ping(webhook.name, of: site, transcript: shown(transcript)), worker)
  }

  private func shown(_ transcript: @escaping @Sendable (Step) -> Void) -> @Sendable (Step) -> Void {
    { [showsAnswers] step in
      if case .body = step, !showsAnswers { return }
      transcript(step)
    }
  }

  private func result(of id: Int, _ worker: Worker) async throws -> Result {
    let row = try await Queue(worker.context.database).rows(ids: [id]).first
    let reply = row?.reply.map { text in row?.replyCode.map { "\($0) \(text)" } ?? text }
    return Result(works: [.sent, .delivered].contains(row?.status), verdict: reply, row: id)
  }

  private func mail(
    _ transport: SiteTransport, of site: Site, to: String?, _ opened: @Sendable (SessionInfo) -> Void,
    _ transcript: @escaping @Sendable (Step) -> Void
  ) async throws -> Result {
    let mail = try to.map { try TestMail(site: site, recipient: parse("--to", $0, EmailAddress.init)) }
    let connection = try transport.connection(secretKey: secretKey, transcript: transcript)
    do {
      opened(try await connection.open())
      if let mail { try await connection.deliver(mail) }
      await connection.close()
    } catch {
      await connection.close()
      throw error
    }
    return Result(works: mail?.isAccepted ?? true, verdict: mail?.verdict, row: nil)
  }
}
