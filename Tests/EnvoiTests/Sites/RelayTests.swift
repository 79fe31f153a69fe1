import Testing
import Transport

@testable import Envoi

@Suite("Relays and secrets")
struct RelayTests {
  @Test(
    "a relay's URL is read and written",
    arguments: [
      ("smtp://relay.example", "smtp://relay.example:587", SMTPEndpoint.Security.startTLS),
      ("smtps://relay.example", "smtps://relay.example:465", .tls),
      ("smtp://user@relay.example:2525", "smtp://user@relay.example:2525", .startTLS),
      ("smtp://us%40er:pa%3Ass@relay.example", "smtp://us%40er@relay.example:587", .startTLS),
      ("smtp://127.0.0.1:25", "smtp://127.0.0.1:25", .none), ("smtp://localhost/", "smtp://localhost:587", .none),
      ("smtp://[::1]:2525", "smtp://[::1]:2525", .none), ("smtps://127.0.0.1", "smtps://127.0.0.1:465", .tls),
    ])
  func relayURL(_ text: String, _ written: String, _ security: SMTPEndpoint.Security) throws {
    let url = try RelayURL(text)
    #expect(url.text == written && url.defaultSecurity == security)
    let again = try RelayURL(url.text)
    #expect(
      again.text == written && again.username == url.username && again.host == url.host && again.port == url.port && again.password == nil)
  }

  @Test(
    "what is no relay is refused without repeating it",
    arguments: [
      "", "relay.example", "http://relay.example", "smtp://", "smtp://user:s3cret@", "smtp://user:s3cret@relay.example/path",
      "smtp://user:s3cret@relay.example?x=1", "imap://user:s3cret@relay.example",
    ])
  func refused(_ text: String) {
    let error = #expect(throws: InvalidInput.self) { _ = try RelayURL(text) }
    #expect(error?.description.contains("cret") == false && error?.field == "--url")
  }

  @Test("a user name is given once")
  func userName() throws {
    #expect(try RelayURL("smtp://relay.example").with(username: "ann").text == "smtp://ann@relay.example:587")
    #expect(throws: InvalidInput.self) { _ = try RelayURL("smtp://bob@relay.example").with(username: "ann") }
  }

  @Test("every preset is a relay that can be connected to", arguments: TransportPreset.allCases)
  func presets(_ preset: TransportPreset) throws {
    let url = try RelayURL(preset.url(region: preset == .ses ? "eu-west-1" : nil))
    let login = preset.needsLogin
    _ = try SMTPEndpoint(
      host: url.host, port: url.port, security: preset.security, username: login ? "user" : nil, password: login ? Secret("word") : nil,
      heloName: "example.org")
    #expect((preset.security == .tls) == (url.security == .tls) && !preset.notice.isEmpty)
    #expect(login || url.defaultSecurity == SMTPEndpoint.Security.none)
  }

  @Test("Amazon SES needs a region")
  func region() {
    for region in [nil, "", "eu/west", "EU"] { #expect(throws: InvalidInput.self) { _ = try TransportPreset.ses.url(region: region) } }
  }

  @Test("what is sealed opens with its key and purpose only, and never looks the same twice")
  func secretKey() throws {
    let key = try SecretKey("0123456789abcdef")
    let sealed = try key.seal(Secret("pässword"), purpose: "a")
    #expect(try key.open(sealed, purpose: "a").exposed == "pässword")
    #expect(try key.seal(Secret("pässword"), purpose: "a") != sealed)
    #expect(throws: InvalidInput.self) { _ = try key.open(sealed, purpose: "b") }
    #expect(throws: InvalidInput.self) { _ = try key.open([], purpose: "a") }
    for index in sealed.indices {
      var changed = sealed
      changed[index] ^= 1
      #expect(throws: InvalidInput.self) { _ = try key.open(changed, purpose: "a") }
    }
    #expect(throws: InvalidInput.self) { _ = try SecretKey("too short") }
    #expect(throws: InvalidInput.self) { _ = try SecretKey("0123456789abcdef", old: "short") }
  }
}
