import Postgres
import Testing
import Transport

@testable import Envoi

@Suite("SiteTransports", .staged)
struct SiteTransportTests {
  private func key(_ text: String = "0123456789abcdef", old: String? = nil) throws -> SecretKey { try SecretKey(text, old: old) }

  private func add(_ url: String, key: SecretKey? = nil, name: String = "relay", _ change: (inout TransportSettings) -> Void = { _ in })
    async throws -> SiteTransport
  {
    let stage = try Stage.current
    var settings = try TransportSettings(url: RelayURL(url))
    change(&settings)
    return try await SiteTransports(stage.database, secretKey: key).add(name, to: stage.site, settings: settings)
  }

  @Test("the first enabled one is used, the sandbox only while there is no other")
  func current() async throws {
    let stage = try Stage.current
    func name() async throws -> String? {
      try await stage.database.withConnection {
        try await SiteTransports.current(Route(site: stage.site.id, channel: .email), on: $0)?.name
      }
    }
    #expect(try await name() == "sandbox")
    _ = try await add("smtp://127.0.0.1:25") { $0.position = 2 }
    #expect(try await name() == "relay")
    _ = try await add("smtp://127.0.0.1:26", name: "first") { $0.position = 1 }
    #expect(try await name() == "first")
    let transports = SiteTransports(stage.database, secretKey: nil)
    for other in ["first", "relay"] { _ = try await transports.set(other, of: stage.site, settings: TransportSettings(isEnabled: false)) }
    // What waits for a relay does not go into files.
    #expect(try await name() == nil)
    for other in ["first", "relay"] { try await transports.remove(other, of: stage.site) }
    #expect(try await name() == "sandbox")
  }

  @Test("a change is an attempt to mend: the pause ends, the rest stays")
  func set() async throws {
    let stage = try Stage.current
    _ = try await add("smtp://relay.example:2525") { $0.helo = "mail.example.org" }
    try await stage.execute("UPDATE envoi.transport SET paused_until = 'infinity', trouble = 'x', trouble_count = 3")
    let transport = try await SiteTransports(stage.database, secretKey: nil).set(
      "relay", of: stage.site, settings: TransportSettings(connections: 7))
    #expect(transport.pausedUntil == nil && transport.trouble == nil && transport.troubleCount == 1 && transport.connections == 7)
    #expect(transport.url == "smtp://relay.example:2525" && transport.security == .startTLS && transport.helo == "mail.example.org")
  }

  @Test("another URL brings its own security, and without a user it takes the password off")
  func setURL() async throws {
    let stage = try Stage.current
    let transports = SiteTransports(stage.database, secretKey: try SecretKey("0123456789abcdef0123456789abcdef"))
    _ = try await add("smtp://127.0.0.1:25")
    func set(_ url: String, password: Secret? = nil) async throws -> SiteTransport {
      try await transports.set("relay", of: stage.site, settings: TransportSettings(url: RelayURL(url), password: password))
    }
    #expect(try await set("smtp://relay.example:25").security == .startTLS)
    let login = try await set("smtps://ann@relay.example", password: Secret("geheim"))
    #expect(login.security == .tls && login.hasPassword)
    #expect(try await set("smtps://ann@relay.example:466").hasPassword)
    let open = try await set("smtp://relay.example:587")
    #expect(open.security == .startTLS && !open.hasPassword)
  }

  @Test("a password does not go to another host or user: it has to be given again")
  func passwordStays() async throws {
    let stage = try Stage.current
    let transports = SiteTransports(stage.database, secretKey: try key())
    _ = try await add("smtps://ann:geheim@relay.example", key: key())
    for url in ["smtps://ann@evil.example", "smtps://bob@relay.example"] {
      let error = await #expect(throws: InvalidInput.self, "\(url)") {
        _ = try await transports.set("relay", of: stage.site, settings: TransportSettings(url: RelayURL(url)))
      }
      #expect(error?.field == "--url" && error?.rule.contains("say --password-file too") == true)
    }
    #expect(try await transports.find("relay", of: stage.site).url == "smtps://ann@relay.example:465")
    for settings in try [
      TransportSettings(url: RelayURL("smtps://ann@Relay.example:466")),
      TransportSettings(url: RelayURL("smtps://bob@other.example"), password: Secret("anders")),
    ] { #expect(try await transports.set("relay", of: stage.site, settings: settings).hasPassword) }
  }

  @Test("smtps:// is TLS from the first byte, and nothing else", arguments: [SMTPEndpoint.Security.none, .startTLS])
  func contradiction(security: SMTPEndpoint.Security) async throws {
    let stage = try Stage.current
    let added = await #expect(throws: InvalidInput.self) { _ = try await add("smtps://relay.example") { $0.security = security } }
    #expect(added?.field == "--security" && added?.value == security.rawValue)
    _ = try await add("smtps://relay.example")
    let transports = SiteTransports(stage.database, secretKey: nil)
    await #expect(throws: InvalidInput.self) {
      _ = try await transports.set("relay", of: stage.site, settings: TransportSettings(security: security))
    }
    let open = try await transports.set(
      "relay", of: stage.site, settings: TransportSettings(url: RelayURL("smtp://relay.example"), security: security))
    #expect(open.security == security)
  }

  @Test(
    "what EHLO says is a host name or an address literal",
    arguments: [
      ("mail.example.org", true), ("localhost", true), ("mail_1.example.org.", true), ("[192.0.2.1]", true), ("[IPv6:2001:db8::1]", true),
      ("", true), ("two words", false), ("a\r\nMAIL FROM:<x@y.zz>", false), ("a\u{0}b", false), ("a..b", false), ("[mail]", false),
      ("mäil.example.org", false), (String(repeating: "a", count: 254), false),
    ])
  func helo(_ name: String, isTaken: Bool) {
    var refusal: InvalidInput?
    do throws(InvalidInput) { _ = try TransportSettings(helo: name) } catch { refusal = error }
    #expect(refusal?.field == (isTaken ? nil : "--helo"))
  }

  @Test("what cannot be connected to is refused now, with the field, and nothing is stored")
  func refused() async throws {
    let stage = try Stage.current
    let wrong: [(String, (inout TransportSettings) -> Void)] = [
      ("smtp://user@relay.example", { _ in }),
      ("smtp://relay.example", { $0.password = Secret("s3cret-word") }),
      (
        "smtp://user@relay.example",
        {
          $0.security = SMTPEndpoint.Security.none; $0.password = Secret("s3cret-word")
        }
      ),
      ("smtp://relay.example:0", { _ in }), ("smtp://relay.example:70000", { _ in }),
    ]
    for (url, change) in wrong {
      let error = await #expect(throws: InvalidInput.self, "\(url)") { _ = try await add(url, key: key(), change) }
      #expect(error?.description.contains("s3cret") == false)
    }
    let noKey = await #expect(throws: InvalidInput.self) { _ = try await add("smtp://user:s3cret-word@relay.example") }
    #expect(noKey?.field == "ENVOI_SECRET_KEY")
    for name in ["", "a b", "-a", String(repeating: "a", count: 64)] {
      await #expect(throws: InvalidInput.self, "\(name)") { _ = try await add("smtp://127.0.0.1", name: name) }
    }
    await #expect(throws: InvalidInput.self) { _ = try await add("smtp://127.0.0.1", name: "sandbox") }
    #expect(throws: InvalidInput.self) { _ = try TransportSettings(connections: 0) }
    #expect(throws: InvalidInput.self) { _ = try TransportSettings(connections: 1001) }
    #expect(try await stage.value("SELECT count(*) FROM envoi.transport", as: Int.self) == 1)
    let unknown = await #expect(throws: InvalidInput.self) {
      _ = try await SiteTransports(stage.database, secretKey: nil).find("x", of: stage.site)
    }
    #expect(unknown?.rule == "is no transport of example.org, which has: sandbox")
  }

  @Test("a password is sealed, and stands in no row, description or error")
  func password() async throws {
    let stage = try Stage.current
    let transport = try await add("smtps://us%40er:s3cret%2Fword@relay.example", key: key())
    #expect(transport.url == "smtps://us%40er@relay.example:465" && transport.security == .tls && transport.hasPassword)
    let endpoint = try transport.endpoint(secretKey: key())
    #expect(endpoint.username == "us@er" && endpoint.password?.exposed == "s3cret/word")
    #expect(try await stage.value("SELECT bool_or(t::text LIKE '%s3cret%') FROM envoi.transport t", as: Bool.self) == false)
    for text in ["\(transport)", "\(endpoint)", String(reflecting: endpoint), try "\(RelayURL("smtp://a:s3cret@b"))"] {
      #expect(!text.contains("s3cret"), "\(text)")
    }
    let missing = #expect(throws: InvalidInput.self) { _ = try transport.endpoint(secretKey: nil) }
    #expect(missing?.field == "ENVOI_SECRET_KEY")
    let wrong = #expect(throws: InvalidInput.self) { _ = try transport.endpoint(secretKey: key("another key of mine")) }
    #expect(
      wrong?.field == "ENVOI_SECRET_KEY" && wrong?.description.contains("s3cret") == false
        && wrong?.description.contains("another") == false)
  }

  @Test("after the key was rotated the old one still opens, and what is set anew needs it no more")
  func rotation() async throws {
    let stage = try Stage.current
    let transport = try await add("smtp://user:word@relay.example", key: key())
    let rotated = try key("the new key of mine", old: "0123456789abcdef")
    #expect(try transport.endpoint(secretKey: rotated).password?.exposed == "word")
    let anew = try await SiteTransports(stage.database, secretKey: rotated)
      .set("relay", of: stage.site, settings: TransportSettings(password: Secret("word2")))
    #expect(try anew.endpoint(secretKey: key("the new key of mine")).password?.exposed == "word2")
  }
}
