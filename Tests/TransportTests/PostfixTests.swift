import Support
import Testing
import Transport

@Suite("To Postfix", .enabled(if: Postfix.isUsable, "needs root, postfix and dovecot-core"))
struct PostfixTests {
  private func endpoint(
    _ postfix: Postfix, _ service: Postfix.Service, _ security: SMTPEndpoint.Security, host: String = "localhost", login: Bool = true,
    password: String = "secret"
  ) throws -> SMTPEndpoint {
    try SMTPEndpoint(
      host: host, port: postfix.port(service), security: security, username: login ? "app" : nil, password: login ? Secret(password) : nil,
      heloName: "client.example.org", caFile: postfix.certificates.authority)
  }

  private func trouble(_ endpoint: SMTPEndpoint) async throws -> Trouble? {
    let connection = try SMTPConnection(endpoint)
    do throws(Trouble) {
      _ = try await connection.open()
      return nil
    } catch {
      return error
    }
  }

  @Test("STARTTLS and TLS with a login deliver; what cannot be trusted or does not fit is refused with its reason")
  func postfix() async throws {
    let postfix = try await Postfix()
    defer { postfix.stop() }

    for (service, security) in [(Postfix.Service.submission, SMTPEndpoint.Security.startTLS), (.smtps, .tls)] {
      for host in ["localhost", "127.0.0.1"] {
        let connection = try SMTPConnection(endpoint(postfix, service, security, host: host))
        let info = try await connection.open()
        #expect(info.login == "PLAIN" && info.tls?.version.hasPrefix("TLSv1.3 / ") == true && info.tls?.subject.contains("good") == true)
        #expect(info.tls?.expires.hasSuffix("GMT") == true && info.tls?.issuer.contains("Envoi.test.CA") == true)
        #expect(info.capabilities.pipelining && info.capabilities.sizeLimit == 10_240_000 && info.capabilities.auth == ["PLAIN", "LOGIN"])
        let large = String(repeating: "0123456789abcdef\r\n", count: 150_000)
        let source = RecordingSource([
          .init(0, to: "alice@acme.test"), .init(1, to: "alice@acme.test", content: large), .init(2, to: "alice@acme.test"),
        ])
        try await connection.deliver(source)
        #expect(source.outcomes.values.allSatisfy { $0.count == 1 && $0[0].isAccepted } && source.outcomes.count == 3)
        await connection.close()
      }
    }

    let refused = try await [
      trouble(endpoint(postfix, .wrongHost, .tls)), trouble(endpoint(postfix, .expired, .tls)),
      trouble(endpoint(postfix, .selfSigned, .tls)),
    ]
    #expect(refused.allSatisfy { $0?.stage == .tls && $0?.kind == .certificate })
    #expect(refused[0]?.message.contains("does not match") == true || refused[0]?.message.contains("no alternative certificate") == true)
    #expect(refused[1]?.message.contains("expired") == true && refused[2]?.message.contains("self") == true)

    let wrong = try await trouble(endpoint(postfix, .submission, .startTLS, password: "wr0ng"))
    #expect(wrong?.stage == .authenticate && wrong?.kind == .login && wrong?.reply?.code == 535 && !"\(wrong as Any)".contains("wr0ng"))
    let noStartTLS = try await trouble(endpoint(postfix, .plain, .startTLS))
    #expect(noStartTLS?.stage == .startTLS && noStartTLS?.kind == .configuration)
    let noAuth = try await trouble(endpoint(postfix, .plain, .none))
    #expect(noAuth?.stage == .authenticate && noAuth?.kind == .configuration)
    let noTLS = try await trouble(endpoint(postfix, .submission, .tls))
    #expect(noTLS?.stage == .tls && noTLS?.kind == .configuration)
    let mustLogin = try SMTPConnection(endpoint(postfix, .submission, .startTLS, login: false))
    let source = RecordingSource([.init(0, to: "alice@acme.test")])
    try await mustLogin.deliver(source)
    #expect(source.outcome(0)?.name == "554 at RCPT" || source.outcome(0)?.name == "530 at MAIL")

    let grumpy = try SMTPConnection(endpoint(postfix, .grumpy, .none, login: false))
    let names = ["busy", "grey", "alice", "full", "blocked", "nobody", "bye", "alice"]
    let mails = names.enumerated().map { RecordingSource.Mail($0, to: "\($1)@acme.test") }
    let many = RecordingSource(mails + [.init(8, to: "alice@acme.test", content: String(repeating: "0123456789abcdef\r\n", count: 2000))])
    try await grumpy.deliver(many)
    #expect(
      (0..<9).map { many.outcome($0)?.name } == [
        "450 at RCPT", "450 at RCPT", "accepted", "452 at RCPT", "550 at RCPT", "550 at RCPT", "421 at RCPT", "accepted",
        "unsendable 5.3.4",
      ])

    let limited = try SMTPConnection(endpoint(postfix, .limited, .none, login: false))
    let three = RecordingSource((0..<3).map { .init($0, to: "alice@acme.test") })
    await #expect(throws: Trouble.self) { try await limited.deliver(three) }
    #expect((0..<3).map { three.outcome($0)?.name } == ["accepted", "accepted", "notSent"])
    guard case .notSent(let trouble)? = three.outcome(2) else { return }
    #expect(trouble.kind == .throttled)
  }
}
