import ArgumentParser
import Envoi
import Foundation
import MessageFormat
import Synchronization
import Transport

extension TransportCommand {
  struct Test: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Open a session and print each step; with --to, send one message past what waits and print the whole dialogue.",
      discussion: "An SMS needs --to, and its receipt is waited for; to a chat it always posts. Exits with 69 where it failed.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "What you call it.") var name: String
    @OptionGroup var site: SiteOption
    @Option(name: .long, help: ArgumentHelp("Send a test there: an address, or a number.", valueName: "address")) var to: String?
    @Option(name: .long, help: "Seconds to wait for the receipt of an SMS. Default: 120.") var timeout = 120

    func run() async throws {
      let installed = try options.settings()
      let database = try await options.database(installed)
      let site = try await Sites(database).find(site.site)
      let transport = try await SiteTransports(database, secretKey: installed.secretKey).find(name, of: site)
      if transport.kind == .gateway {
        return try await testGateway(transport, of: site, installed, database)
      }
      let recipient = try to.map { text in
        do { return try EmailAddress(text) } catch { throw InvalidInput("--to", "\(error)") }
      }
      let connection = try transport.connection(secretKey: installed.secretKey, transcript: Self.show)
      print("\(transport.name) of \(transport.site): \(transport.url) (\(transport.security.rawValue))")
      do {
        let session = try await connection.open()
        print("connected to \(session.peer)")
        if let tls = session.tls {
          print("encrypted with \(tls.version); certificate of \(tls.subject), by \(tls.issuer), until \(tls.expires)")
        }
        if transport.kind == .smtp { print("offers \(Self.names(session.capabilities))") }
        if let login = session.login { print("logged in with \(login)") }
        if let recipient {
          let mail = try TestMail(site: site, recipient: recipient)
          try await connection.deliver(mail)
          print(mail.verdict)
          guard mail.isAccepted else {
            await connection.close()
            throw ExitCode(Failure.unavailable)
          }
        }
        await connection.close()
      } catch let trouble as Trouble {
        await connection.close()
        Terminal.complain("\(trouble.stage.rawValue): \(trouble)")
        throw ExitCode(Failure.unavailable)
      }
    }

    static func show(_ step: Step) {
      switch step {
      case .note(let text): print("  * \(text.visible)")
      case .sent(let text): print("  > \(text.visible)")
      case .received(let text): print("  < \(text.visible)")
      }
    }

    private static func names(_ offered: Capabilities) -> String {
      let names = [
        (offered.pipelining, "PIPELINING"), (offered.eightBitMIME, "8BITMIME"), (offered.smtpUTF8, "SMTPUTF8"),
        (offered.enhancedStatusCodes, "ENHANCEDSTATUSCODES"), (offered.startTLS, "STARTTLS"),
        (offered.size, "SIZE" + (offered.sizeLimit.map { " \($0)" } ?? "")),
        (!offered.auth.isEmpty, "AUTH " + offered.auth.joined(separator: " ")),
      ].filter(\.0).map(\.1)
      return names.isEmpty ? "no extensions" : names.joined(separator: ", ")
    }
  }
}

/// One mail that says that the transport works.
private final class TestMail: MailSource {
  private let bytes: [UInt8]
  private let traits: ContentTraits
  private let sender: String
  private let recipient: EmailAddress
  private let state = Mutex<(isTaken: Bool, outcome: Outcome?)>((false, nil))

  init(site: Site, recipient: EmailAddress) throws {
    let message = try Message(
      from: site.sender, subject: "Envoi works", text: "This is a test of a transport of \(site.domain). It went past the queue.\n")
    var bytes: [UInt8] = []
    let traits = try message.compose(
      to: Mailbox(name: nil, address: recipient), variables: nil, messageID: "<\(UUID().uuidString.lowercased())@\(site.domain)>",
      date: Date(),
      into: &bytes)
    (self.bytes, self.recipient, sender) = (bytes, recipient, site.returnPath.description)
    self.traits = ContentTraits(is8bit: traits.is8bit, needsSMTPUTF8: traits.needsSMTPUTF8)
  }

  var isAccepted: Bool { if case .accepted = state.withLock({ $0.outcome }) { true } else { false } }

  var verdict: String {
    switch state.withLock({ $0.outcome }) {
    case .accepted(let reply): "accepted: \(reply)"
    case .refused(let reply, let verb): "refused at \(verb): \(reply)"
    case .unsendable(let status, let why): "cannot be sent: \(status) \(why)"
    case .notSent(let trouble): "not sent: \(trouble)"
    case .inDoubt(let why): "in doubt: \(why)"
    case nil: "nothing was sent"
    }
  }

  func next() -> EmailAddress? {
    state.withLock { state in
      defer { state.isTaken = true }
      return state.isTaken ? nil : recipient
    }
  }
  func envelope(of mail: EmailAddress) -> Envelope { Envelope(sender: sender, recipient: mail.description) }
  func content(of mail: EmailAddress, into buffer: inout [UInt8]) -> ContentTraits {
    buffer += bytes
    return traits
  }
  func contentBegins(_ mail: EmailAddress) {}
  func finished(_ mail: EmailAddress, _ outcome: Outcome) { state.withLock { $0.outcome = outcome } }
}
