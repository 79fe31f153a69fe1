import ArgumentParser
import Envoi
import Logging
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
      print("\(transport.name) of \(transport.site): \(transport.url) (\(transport.security.rawValue))")
      let tests = TransportTests(secretKey: installed.secretKey) { [options] in try await options.worker(installed, logLevel: .warning) }
      do {
        let result = try await tests.run(transport, of: site, to: to, opened: { Self.show($0, of: transport) }, transcript: Self.show)
        if let verdict = result.verdict { print(verdict) }
        guard result.works else { throw ExitCode(Failure.unavailable) }
      } catch let trouble as Trouble {
        Terminal.complain("\(trouble.stage.rawValue): \(trouble)")
        throw ExitCode(Failure.unavailable)
      }
    }

    private static func show(_ session: SessionInfo, of transport: SiteTransport) {
      print("connected to \(session.peer)")
      if let tls = session.tls {
        print("encrypted with \(tls.version); certificate of \(tls.subject), by \(tls.issuer), until \(tls.expires)")
      }
      if transport.kind == .smtp { print("offers \(names(session.capabilities))") }
      if let login = session.login { print("logged in with \(login)") }
    }

    static func show(_ step: Step) {
      switch step {
      case .note(let text): print("  * \(text.visible)")
      case .sent(let text): print("  > \(text.visible)")
      case .received(let text), .body(let text): print("  < \(text.visible)")
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
