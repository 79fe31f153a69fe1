import MessageFormat
import Postgres
import Testing

@testable import Envoi

@Suite("Sites", .staged)
struct SiteTests {
  private func sites() throws -> Sites { Sites(try Stage.current.database) }

  @Test("a new site has its return path, a sandbox, and defaults; a change leaves the rest")
  func add() async throws {
    let stage = try Stage.current
    let site = try await sites().add("Exämple.COM", settings: SiteSettings(sender: "\"Shop, the\" <shop@example.org>"), sandbox: "/tmp/box")
    #expect(site.domain == "xn--exmple-cua.com" && site.returnPath.description == "bounces@xn--exmple-cua.com")
    #expect(
      site.sender.name == "Shop, the" && site.onDoubt == .resend && site.keep == 90 * 86400 && site.attachmentLimit == 25 << 20
        && site.isEnabled)
    let transport = try #require(try await SiteTransports(stage.database, secretKey: nil).all(of: site).first)
    #expect(transport.name == "sandbox" && transport.url == "sandbox:/tmp/box/xn--exmple-cua.com" && transport.kind == .sandbox)
    let changed = try await sites().set(
      "EXÄMPLE.com",
      settings: SiteSettings(
        language: "pt-BR", timeZone: "Europe/Paris", onDoubt: .hold, keep: "36h", hasContactForm: true, isEnabled: false))
    #expect(changed.language == "pt-BR" && changed.timeZone == "Europe/Paris" && changed.onDoubt == .hold && changed.keep == 36 * 3600)
    #expect(!changed.isEnabled && changed.hasContactForm && !site.hasContactForm && changed.sender == site.sender)
  }

  @Test(
    "what cannot be a site is refused",
    arguments: [
      ("", "domain: must be a host name like example.org: "),
      ("localhost", "domain: must be a host name like example.org: \"localhost\" has a domain without a dot"),
      ("a b.org", "domain: must be a host name"), ("a@b.org", "domain: must be a host name"), ("192.0.2.1", "domain: must be a host name"),
      ("example.org", "domain: is a site already; envoi site set changes it, got \"example.org\""),
    ])
  func refused(_ domain: String, _ message: String) async throws {
    let error = await #expect(throws: InvalidInput.self) {
      _ = try await sites().add(domain, settings: SiteSettings(sender: "a@example.org"), sandbox: "/tmp")
    }
    #expect(error?.description.hasPrefix(message) == true, "\(error.debugDescription)")
    await #expect(throws: InvalidInput.self) { _ = try await sites().add("new.example", settings: SiteSettings(), sandbox: "/tmp") }
  }

  @Test("settings that cannot be are refused with the option")
  func settings() throws {
    func refusal(_ make: () throws -> SiteSettings) -> String? {
      let error = #expect(throws: InvalidInput.self) { _ = try make() }
      return error?.field
    }
    #expect(refusal { try SiteSettings(sender: "nobody") } == "--from")
    #expect(refusal { try SiteSettings(sender: "a@b.cc\r\nBcc: c@d.ee") } == "--from")
    #expect(refusal { try SiteSettings(returnPath: "Ann <a@b.cc>") } == "--return-path")
    #expect(refusal { try SiteSettings(language: "français") } == "--language")
    #expect(refusal { try SiteSettings(timeZone: "Mars/Olympus") } == "--timezone")
    #expect(refusal { try SiteSettings(attachmentLimit: -1) } == "--attachment-limit")
    for span in ["", "90", "d", "0d", "-1d", "1.5d", "9999999999d", "1y"] {
      #expect(refusal { try SiteSettings(keep: span) } == "--keep", "\(span)")
    }
  }

  @Test("spans are read and written", arguments: [("90d", 7_776_000), ("36h", 129_600), ("15m", 900), ("30s", 30), ("2w", 1_209_600)])
  func spans(_ text: String, _ seconds: Int) throws {
    #expect(try DurationText.seconds(text, field: "x") == seconds)
    #expect(try DurationText.seconds(DurationText.text(seconds), field: "x") == seconds)
  }

  @Test("without a domain it is the only one; else the error says which there are")
  func find() async throws {
    #expect(try await sites().find(nil).domain == "example.org")
    _ = try await Stage.current.addSite("example.com")
    let several = await #expect(throws: InvalidInput.self) { _ = try await sites().find(nil) }
    #expect(several?.description == "--site: is needed while there are several sites: example.com, example.org")
    let unknown = await #expect(throws: InvalidInput.self) { _ = try await sites().find("example.net") }
    #expect(unknown?.description == "site: there is none of this name, only: example.com, example.org, got \"example.net\"")
  }

  @Test(
    "a site that SQL made unreadable is said, mended and removed, and stops no other",
    arguments: [("sender", "two words@example.com", "--from"), ("return_path", "a..b@example.com", "--return-path")])
  func broken(_ column: String, _ value: String, _ option: String) async throws {
    let stage = try Stage.current
    let other = try await stage.addSite("example.com")
    let ids = try await stage.insert(1) + stage.insert(1, site: other)
    try await stage.execute("UPDATE envoi.site SET \(identifier: column) = \(value) WHERE id = \(other.id)")
    #expect(try await sites().all().map(\.domain) == ["example.org"])
    let broken = try await sites().broken()
    #expect(broken.count == 1 && broken[0].field == "site example.com" && broken[0].value == value)
    #expect(broken[0].rule.contains("envoi site set example.com \(option) "))
    let error = await #expect(throws: InvalidInput.self) { _ = try await sites().find("example.com") }
    #expect(error == broken[0])

    let worker = try await stage.worker()
    #expect(try await worker.run(.send).map(\.site) == ["example.org"])
    #expect(try await stage.states(ids) == ["sent", "pending"])

    let settings = try SiteSettings(sender: "news@example.com", returnPath: "bounces@example.com")
    #expect(try await sites().set("example.com", settings: settings).domain == "example.com")
    #expect(try await sites().broken().isEmpty)
    try await stage.execute("UPDATE envoi.site SET \(identifier: column) = \(value) WHERE id = \(other.id)")
    try await sites().remove("example.com", force: true)
    #expect(try await sites().broken().isEmpty)
  }

  @Test("a site with rows that wait is removed by force only, and then with all that is its")
  func remove() async throws {
    let stage = try Stage.current
    let ids = try await stage.insert(2)
    try await stage.execute("UPDATE envoi.queue SET status = 'error' WHERE id = \(ids[0])")
    let error = await #expect(throws: InvalidInput.self) { try await sites().remove("example.org", force: false) }
    #expect(error?.rule == "has rows that have not ended (1); cancel them first, or say --force")
    try await sites().remove("example.org", force: true)
    for table in ["site", "transport", "message", "queue", "queue_event", "accepted"] {
      #expect(try await stage.value("SELECT count(*) FROM envoi.\(identifier: table)", as: Int.self) == 0, "\(table)")
    }
    await #expect(throws: InvalidInput.self) { _ = try await sites().find(nil) }
  }
}
