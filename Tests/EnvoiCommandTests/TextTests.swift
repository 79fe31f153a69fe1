import Foundation
import Support
import Testing

extension Commands {
  @Suite("envoi send --sms, and files of gateways: what is said and refused before anything is queued")
  struct TextTests {
    /// Its fields replace those of a good file.
    private static func gateway(_ fields: String = "") -> String {
      """
      {
        name: "own", channel: "sms", about: "A gateway of somebody's own.",
        settings: { url: { about: "where", required: true }, key: { about: "API key", secret: true } },
        request: { url: "{{settings.url}}", form: { to: "{{to}}", text: "{{text}}", from: "{{from}}" } },
        \(fields)
      }
      """
    }

    private func installation(_ fields: String = "", _ options: String...) async throws -> Installation {
      let installation = try await Installation(options: options)
      try await installation.addGateway(
        "own", "--gateway", installation.write(Self.gateway(fields), "own.json5"), url: "http://127.0.0.1:1/", set: ["price": "0.045 EUR"]
      ).succeeded()
      return installation
    }

    @Test("--dry-run says encoding, parts and cost of each, and queues nothing")
    func dryRun() async throws {
      let installation = try await installation("", "--transliterate")
      for (text, said, changed) in [
        ("Hello", "GSM-7, 1 part (5 septets), 0.045 EUR", ""), ("12 €", "GSM-7, 1 part (5 septets), 0.045 EUR", ""),
        (String(repeating: "a", count: 161), "GSM-7, 2 parts (153 + 8 septets), 0.09 EUR", ""),
        ("Привет", "UCS-2, 1 part (6 UTF-16 units), 0.045 EUR", ""),
        (String(repeating: "😀", count: 36), "UCS-2, 2 parts (66 + 6 UTF-16 units), 0.09 EUR", ""),
        ("it’s", "GSM-7, 1 part (4 septets), 0.045 EUR", "envoi: written plainer: ’ as '\n"),
      ] {
        let run = try await installation.envoi("send", "--sms", "+33 6 12 34 56 78", "--text", text, "--dry-run")
        #expect(run.status == 0 && run.output == "+33612345678: \(said)\n" && run.errors == changed, "\(run)")
      }
      #expect(try await installation.count() == 0)
    }

    @Test("What cannot go is refused with the option, the rule and what was given")
    func refused() async throws {
      let installation = try await installation("encodings: { gsm7: 0 }, mobileOnly: true", "--sms-parts", "2")
      for (arguments, said) in [
        (["--sms", "Ann", "--text", "x"], "--sms: "), (["--sms", "0612345678", "--text", "x"], "--sms: "),
        (["--sms", "+33612", "--text", "x"], "--sms: "),
        (["--sms", "+33142685300", "--text", "x"], "--sms: is a landline, and the gateway own sends to mobile phones only"),
        (["--sms", "+33612345678", "--text", String(repeating: "long ", count: 80)], "--text: must fit into 2 parts"),
        (["--sms", "+33612345678", "--text", "Bravo 😀"], "--text: must have only characters of GSM-7"),
        (["--sms", "+33612345678", "--text", " "], "--text: is empty"),
        (["--sms", "+33612345678", "--text", "x", "--from", "ABCDEFGHIJKL"], "--from: "),
        (["--sms", "+33612345678", "--text", "{{variables.x}}"], "--var: "),
        (["--chat", "ops", "--text", "x"], "--chat: must be a chat of example.org"),
      ] {
        for dryRun in [[], ["--dry-run"]] {
          let run = try await installation.envoi(["send"] + arguments + dryRun)
          #expect(run.status == 65 && run.output == "" && run.errors.hasPrefix("envoi: \(said)"), "\(run)")
        }
      }
      let sender = try await installation.envoi("send", "--sms", "+33612345678", "--text", "x", "--from", "ABCDEFGHIJKL")
      #expect(sender.errors.contains("12 characters") && sender.errors.contains("can have 11"), "\(sender)")
      let usage = try await installation.envoi("send", "--sms", "+33612345678", "--subject", "x", "--text", "x")
      #expect(usage.status == 64, "\(usage)")
      let lines = """
        {"channel": "sms", "to": ["+33612345678", "nobody"], "text": "x"}
        {"channel": "sms", "to": "+33612345678", "text": "Bravo 😀"}
        {"channel": "sms", "to": "+33612345678", "text": "good"}
        {"channel": "fax", "to": "+33612345678", "text": "x"}
        """
      let run = try await installation.envoi("enqueue", input: lines)
      #expect(run.status == 65 && run.errors.contains("line 1: to[1]: ") && run.errors.contains("line 2: text: must have only"), "\(run)")
      #expect(run.errors.contains("line 4: channel"), "\(run)")
      #expect(try await installation.count() == 1)
    }

    @Test(
      "A file with a mistake is refused with the place and what was probably meant",
      arguments: [
        ("sucess: { status: 200 }", "sucess", "success"), ("success: { status: 200, patern: \"x\" }", "success.patern", "pattern"),
        ("success: { pattern: \"(\" }", "success.pattern", "("),
        ("answers: [{ status: 400, is: \"recipent\" }]", "answers[0].is", "recipient"),
        ("request: { url: \"{{settings.ulr}}\" }", "request.url", "settings.url"), ("timeout: 30", "timeout", "30s"),
        ("name: \"again\"", "name", "twice"),
      ])
    func mistakes(fields: String, place: String, meant: String) async throws {
      let installation = try await Installation()
      let text = fields.hasPrefix("request") ? Self.gateway().replacing(/request: .*/, with: "\(fields),") : Self.gateway(fields)
      let file = try installation.write(text, "own.json5")
      let added = try await installation.addGateway("own", "--gateway", file, url: "http://127.0.0.1:1/")
      #expect(
        added.status == 65 && added.errors.hasPrefix("envoi: \(file)") && added.errors.contains(place) && added.errors.contains(meant),
        "\(added)")
      #expect(try await installation.envoi("transport", "list", "--json").succeeded().split(separator: "\n").count == 1)
    }

    @Test("What a gateway is not asked for, and what it needs, is said by name")
    func settings() async throws {
      let installation = try await Installation()
      for (set, secrets, said) in [
        (["acount_sid": "AC0123456789abcdef0123456789abcdef"], ["auth_token": "x"], "--set acount_sid: "),
        (["account_sid": "AC0123456789abcdef0123456789abcdef"], [:], "--secret auth_token: must be given"),
        (["account_sid": "me"], ["auth_token": "x"], "--set account_sid: must match "),
        (["account_sid": "AC0123456789abcdef0123456789abcdef", "from": "ABCDEFGHIJKL"], ["auth_token": "x"], "--set from: "),
        (["account_sid": "AC0123456789abcdef0123456789abcdef", "price": "cheap"], ["auth_token": "x"], "--set price: must be an amount"),
      ] as [([String: String], [String: String], String)] {
        let added = try await installation.addGateway("gw", "--preset", "twilio", set: set, secrets: secrets)
        #expect(added.status == 65 && added.errors.hasPrefix("envoi: \(said)"), "\(added)")
      }
    }
  }
}
