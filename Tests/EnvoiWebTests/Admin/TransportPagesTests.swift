import Postgres
import Support
import Testing
import Transport

@testable import Envoi
@testable import EnvoiWeb

@Suite("Pages of transports")
struct TransportPagesTests {
  private static let site = "/admin/sites/example.org"

  private func transport(_ name: String, _ door: Door) async throws -> SiteTransport {
    try await SiteTransports(door.database, secretKey: SecretKey(Door.secretKey)).find(name, of: Browser.site(door))
  }

  private func password(_ name: String, _ door: Door) async throws -> String? {
    try await transport(name, door).openPassword(SecretKey(Door.secretKey))?.exposed
  }

  @Test("every preset has a page with its fields, whose secrets are typed unseen")
  func presets() async throws {
    try await Door.open { door in
      var ann = try await Browser.of(door, [(nil, .operator)])
      try await ann.open("\(Self.site)/add-transport")
      let names = TransportPreset.allCases.map(\.rawValue) + Gateway.presetNames + ["smtp"]
      for name in names {
        #expect(ann.page.contains("add-transport?preset=\(name)\""), "\(name)")
      }
      for name in names {
        #expect(try await ann.open("\(Self.site)/add-transport?preset=\(name)").status == 200)
        let secrets = Gateway.preset(name)?.settings.filter(\.isSecret).map { "set.\($0.name)" } ?? []
        for id in secrets { #expect(ann.page.contains("name=\"\(id)\" type=\"password\""), "\(name) \(id)") }
      }
      #expect(try await ann.open("\(Self.site)/add-transport?preset=nothing").status == 404)
    }
  }

  @Test("a relay is added, changed, switched off and removed; an empty password stays what it was, and is never shown")
  func relay() async throws {
    try await Door.open { door in
      var ann = try await Browser.of(door, [(nil, .operator)])
      try await ann.open("\(Self.site)/add-transport?preset=smtp")
      let first = [("preset", "smtp"), ("name", "relay"), ("url", "smtp://127.0.0.1"), ("login", "ann"), ("password", "hunter 22")]
      try await ann.submit("\(Self.site)/add-transport", first + [("connections", "7"), ("position", "3")])
      #expect(ann.page.contains("Test it before you rely on it") && ann.page.contains("smtp://ann@127.0.0.1:587, none"))
      #expect(try await password("relay", door) == "hunter 22")

      try await ann.open("\(Self.site)/transports/relay")
      #expect(ann.page.contains("value=\"smtp://127.0.0.1:587\"") && ann.page.contains("value=\"ann\""))
      let second = [("url", "smtp://127.0.0.1:2525"), ("login", "ann"), ("security", "starttls"), ("helo", "mx.example.org")]
      try await ann.submit("\(Self.site)/transports/relay", second + [("password", ""), ("connections", "8"), ("position", "-1")])
      #expect(ann.page.contains("Saved."))
      let changed = try await transport("relay", door)
      #expect(changed.url == "smtp://ann@127.0.0.1:2525" && changed.security == .startTLS && changed.helo == "mx.example.org")
      #expect(changed.connections == 8 && changed.position == -1)
      #expect(try await password("relay", door) == "hunter 22")

      try await ann.open("\(Self.site)/transports/relay")
      #expect(ann.page.contains("<option value=\"starttls\" selected>"))
      let third = [("url", "smtp://evil.example.com"), ("login", "ann"), ("password", "")]
      #expect(try await ann.submit("\(Self.site)/transports/relay", third).status == 422)
      #expect(ann.page.contains("leads to another host or user: say “Password” too"))
      #expect(try await transport("relay", door).url == changed.url)

      try await ann.submit("\(Self.site)/transports/relay/sending", [("sending", "")])
      #expect(ann.page.contains("The transport is off."))
      try await ann.open("\(Self.site)/transports/relay")
      try await ann.submit("\(Self.site)/transports/relay/sending", [("sending", "on")])
      #expect(try await transport("relay", door).isEnabled)
      try await ann.open("\(Self.site)/transports/relay/remove")
      try await ann.submit("\(Self.site)/transports/relay/remove", [])
      #expect(ann.page.contains("The transport is removed."))

      let lines = try await door.audited()
      try #require(
        lines.map(\.action) == ["transport.remove", "transport.set", "transport.set", "transport.set", "transport.add"]
          && lines.allSatisfy { $0.subject == "relay" && $0.site == "example.org" })
      #expect(lines[4].detail["password"] == "•••" && lines[3].detail["password"] == nil && lines[3].detail["security"] == "starttls")
      #expect(!"\(lines) \(door.log.lines)".contains("hunter"))
    }
  }

  @Test("what is wrong comes back with all that was typed but the secrets, also of one in the URL")
  func wrong() async throws {
    try await Door.open { door in
      var ann = try await Browser.of(door, [(nil, .operator)])
      try await ann.open("\(Self.site)/add-transport?preset=smtp")
      for (fields, rule) in [
        ([("url", "ftp://mail.example.net")], "must begin with smtp:// or smtps://"),
        ([("url", "smtp://ann:hunter22@mail.example.net/x")], "must end after host and port"),
        ([("url", "smtps://mail.example.net"), ("security", "none")], "must be tls for smtps://"),
        ([("url", "smtp://mail.example.net"), ("connections", "0")], "must be between 1 and 1000"),
        ([("url", "smtp://mail.example.net"), ("name", "a b")], "must be letters, digits"),
      ] {
        let form = [("preset", "smtp")] + fields + [("name", "relay"), ("login", "bob"), ("password", "hunter22")]
        #expect(try await ann.submit("\(Self.site)/add-transport", form).status == 422, "\(rule)")
        #expect(ann.page.contains(rule) && ann.page.contains("value=\"bob\"") && !ann.page.contains("hunter22"), "\(rule)")
      }
      try await ann.open("\(Self.site)/add-transport?preset=ses")
      #expect(
        try await ann.submit(
          "\(Self.site)/add-transport", [("preset", "ses"), ("name", "ses"), ("login", "AKIA"), ("region", "eu-west-1")]
        ).status == 422)
      #expect(ann.page.contains("needs a login: “User name at the relay” and “Password”") && ann.page.contains("value=\"eu-west-1\""))
      #expect(try await SiteTransports(door.database, secretKey: nil).all(of: Browser.site(door)).count == 2)
    }
  }

  @Test("a gateway's settings are changed, its secrets kept where nothing is typed")
  func gateway() async throws {
    try await Door.open { door in
      var ann = try await Browser.of(door, [(nil, .operator)])
      try await ann.open("\(Self.site)/add-transport?preset=kannel")
      let kannel = [("preset", "kannel"), ("name", "sms"), ("set.username", "tester"), ("set.from", "Shop"), ("set.price", "0.045 EUR")]
      #expect(try await ann.submit("\(Self.site)/add-transport", kannel).status == 422)
      #expect(ann.page.contains("<a href=\"#set.password\">password</a>") && ann.page.contains("value=\"tester\""))
      // Only a shell lets it lead into our own network, where it is of itself.
      #expect(try await ann.submit("\(Self.site)/add-transport", kannel + [("set.password", "s3cret!")]).status == 422)
      #expect(ann.page.contains("must begin with https://"))
      let url = ("set.url", "https://sms.example.org/send")
      try await ann.submit("\(Self.site)/add-transport", kannel + [("set.password", "s3cret!"), url])
      #expect(ann.page.contains("kannel, https://sms.example.org"))
      try await ann.open("\(Self.site)/transports/sms")
      #expect(ann.page.contains("value=\"0.045 EUR\"") && !ann.page.contains("s3cret!"))
      try await ann.submit("\(Self.site)/transports/sms", [("set.username", "other"), ("set.from", ""), ("set.password", ""), url])
      let changed = try await transport("sms", door)
      #expect(changed.settings == ["username": "other", "url": url.1])
      #expect(try changed.secrets(SecretKey(Door.secretKey))["password"]?.exposed == "s3cret!")
      #expect(!"\(try await door.audited()) \(door.log.lines)".contains("s3cret!"))
    }
  }

  @Test("a pause and its trouble are told, in the site's time, and escaped")
  func paused() async throws {
    try await Door.open { door in
      _ = try await Sites(door.database).set("example.org", settings: SiteSettings(timeZone: "Europe/Paris"))
      try await door.database.withConnection { connection in
        _ = try await connection.execute(
          "UPDATE envoi.transport SET paused_until = '2099-07-01T10:00:00Z', trouble = '535 <b>no</b>' WHERE name = 'vonage'")
      }
      var ann = try await Browser.of(door, [(try await Browser.site(door).id, .viewer)])
      try await ann.open(Self.site)
      #expect(
        ann.page.contains("paused until 1 Jul 2099") && ann.page.contains("12:00:00") && ann.page.contains("535 &lt;b&gt;no&lt;/b&gt;"))
      ann.language = "fr"
      try await ann.open("\(Self.site)?language=fr")
      #expect(ann.page.contains("en pause jusqu’à 1 juil. 2099"))
    }
  }

  @Test("the last way of messages that wait is removed only where that is said")
  func lastRelay() async throws {
    try await Door.open { door in
      var ann = try await Browser.of(door, [(nil, .operator)])
      _ = try await door.insertSent()
      try await door.database.withConnection { connection in _ = try await connection.execute("UPDATE envoi.queue SET status = 'pending'") }
      try await ann.open("\(Self.site)/transports/vonage/remove")
      #expect(!ann.page.contains("name=\"force\""))
      #expect(try await ann.submit("\(Self.site)/transports/vonage/remove", []).status == 422)
      #expect(ann.page.contains("name=\"force\""))
      try await ann.submit("\(Self.site)/transports/vonage/remove", [("force", "on")])
      #expect(ann.page.contains("The transport is removed."))
    }
  }

  @Test("a test shows each step of the session, and what came of the mail")
  func test() async throws {
    try await Door.open { door in
      let relay = try ScriptedSMTPServer { $0.verb == "RCPT" && $0.line.contains("gone@") ? .reply("550 5.1.1 <b>nobody</b>") : nil }
      defer { relay.stop() }
      var ann = try await Browser.of(door, [(nil, .operator)])
      try await ann.open("\(Self.site)/add-transport?preset=smtp")
      try await ann.submit(
        "\(Self.site)/add-transport", [("preset", "smtp"), ("name", "relay"), ("url", "smtp://127.0.0.1:\(relay.port)")])
      let test = "\(Self.site)/transports/relay/test"
      try await ann.submit(test, [("to", "")])
      #expect(ann.page.contains("Connected to 127.0.0.1:\(relay.port)") && ann.page.contains("EHLO example.org"))
      #expect(
        ann.page.contains("<li class=\"good\"><span class=\"hidden-label\">Result: </span>It works</li>") && ann.page.contains("</html>"))
      #expect(relay.mails.isEmpty)
      try await ann.open(test)
      try await ann.submit(test, [("to", "bob@example.com")])
      #expect(ann.page.contains("It works – accepted: 250") && relay.mails.map(\.recipient) == ["bob@example.com"])
      try await ann.open(test)
      try await ann.submit(test, [("to", "gone@example.com")])
      #expect(ann.page.contains("It does not work – refused at RCPT: 550 5.1.1 &lt;b&gt;nobody&lt;/b&gt;"))
      try await ann.open(test)
      try await ann.submit(test, [("to", "no address")])
      #expect(ann.page.contains("It does not work – Recipient: "))
      #expect(try await door.audited().filter { $0.action == "transport.test" }.count == 4)
    }
  }

  @Test("steps are shown while the relay keeps the rest waiting, and where nothing answers it says so")
  func steps() async throws {
    try await Door.open { door in
      let relay = try ScriptedSMTPServer { $0.verb == "EHLO" ? .stall : nil }
      var ann = try await Browser.of(door, [(nil, .operator)])
      try await ann.open("\(Self.site)/add-transport?preset=smtp")
      try await ann.submit(
        "\(Self.site)/add-transport", [("preset", "smtp"), ("name", "relay"), ("url", "smtp://127.0.0.1:\(relay.port)")])
      let socket = try #require(TCPSocket.connected(to: door.port))
      defer { socket.close() }
      let form = Fields([("token", ann.token)]).urlEncoded
      let cookie = try #require(ann.cookie)
      socket.send(
        Answer.request(
          "POST", "\(Self.site)/transports/relay/test",
          ["Cookie: __Host-envoi=\(cookie)", "Content-Type: application/x-www-form-urlencoded", "Connection: close"], body: form
        ).utf8)
      var text = ""
      while !text.contains("EHLO example.org") {
        let more = socket.receive()
        try #require(!more.isEmpty, "\(text)")
        text += String(decoding: more, as: UTF8.self)
      }
      #expect(text.contains("220 scripted ESMTP") && !text.contains("</html>"))
      relay.stop()
      while case let more = socket.receive(), !more.isEmpty { text += String(decoding: more, as: UTF8.self) }
      #expect(text.contains("It does not work – EHLO: ") && text.contains("</html>"))
    }
  }
}
