import Foundation
import Postgres
import Support
import Testing

extension Commands {
  /// Each provider is a server that speaks as its manual says.
  @Suite("SMS through a provider's preset")
  struct ProviderTests {
    private static let account = "AC0123456789abcdef0123456789abcdef"
    private static let token = "tok-5f2b7c"
    private static let (ann, unknown, busy) = ("+33612345678", "+\(ScriptedHTTPServer.unknown)", "+\(ScriptedHTTPServer.busy)")

    /// Sends to the three; then ann's row is sent, that of no number refused, and the one that is too much waits.
    private func sendThree(_ installation: Installation, refusal: String, id: String) async throws {
      try await installation.text(Self.ann, Self.unknown)
      let sent = try await installation.envoi("send-queue").succeeded()
      #expect(sent.hasPrefix("example.org: 1 sent, 1 error, 0 left, "))
      #expect(try await installation.row("status", "remote_id", of: Self.ann) == "sent \(id)")
      #expect(
        try await installation.row("status", "reason", "attempts", "retry_at", "reply", of: Self.unknown) == "error refused 1 \(refusal)")
      let shown = try await installation.envoi("queue", "show", "1").succeeded()
      #expect(shown.contains(id) && shown.contains(Self.ann), "\(shown)")

      try await installation.text(Self.busy)
      let waits = try await installation.envoi("send-queue")
      #expect(waits.status == 75 && waits.errors.contains("too fast"), "\(waits)")
      #expect(try await installation.row("status", "attempts", of: Self.busy) == "pending 0")
      #expect(try await installation.envoi("transport", "list").succeeded().contains("paused until"))
    }

    /// With another password nothing is sent, the gateway is paused, and the row waits.
    private func refuseLogin(_ installation: Installation, secret: String) async throws {
      let wrong = try installation.write("wrong", "wrong")
      try await installation.envoi("transport", "set", "gw", "--secret", "\(secret)=\(wrong)").succeeded()
      try await installation.text("+33612345679")
      let refused = try await installation.envoi("send-queue")
      #expect(refused.status == 75 && refused.errors.contains("it refuses our account or our settings"), "\(refused)")
      #expect(try await installation.row("status", "attempts", of: "+33612345679") == "pending 0")
    }

    @Test("Twilio: taken, refused, too fast; its signed receipt delivers, a forged one changes nothing")
    func twilio() async throws {
      let provider = try ScriptedHTTPServer.twilio(account: Self.account, token: Self.token)
      defer { provider.stop() }
      let installation = try await Installation(isReachable: true)
      let serve = try installation.serve("--no-workers")
      defer { serve.stop() }
      try await installation.addGateway(
        "gw", "--preset", "twilio", url: provider.url, set: ["account_sid": Self.account, "from": "Envoi"],
        secrets: ["auth_token": Self.token]
      ).succeeded()
      let sid = "SM" + String(repeating: "0", count: 21) + Self.ann.dropFirst()
      try await sendThree(installation, refusal: "Invalid 'To' Phone Number: \(Self.unknown)", id: sid)

      let sent = try #require(provider.requests.first { $0.form["To"] == Self.ann })
      #expect(sent.form["Body"] == "Hello" && sent.form["From"] == "Envoi")
      let callback = try #require(sent.form["StatusCallback"])
      func receipt(_ status: String, key: String) async throws -> Int? {
        let form = ["MessageSid": sid, "MessageStatus": status, "AccountSid": Self.account, "To": Self.ann]
        // The URL, then each name and value, sorted.
        let signed = callback + form.sorted { $0.key < $1.key }.map { $0.key + $0.value }.joined()
        return try await installation.post(
          form, to: callback, headers: ["X-Twilio-Signature": installation.hmac("sha1", key: key, of: signed)])
      }
      #expect(try await receipt("delivered", key: "forged") == 403)
      #expect(try await installation.post(["MessageSid": sid, "MessageStatus": "delivered"], to: callback) == 403)
      #expect(try await installation.row("status", of: Self.ann) == "sent")
      #expect(try await installation.database.row("SELECT count(*) FROM envoi.queue_event WHERE kind LIKE 'receipt%'", as: Int.self) == 0)
      // In any order, and twice.
      for status in ["delivered", "sent", "delivered"] { #expect(try await receipt(status, key: Self.token) == 200) }
      #expect(try await installation.row("status", of: Self.ann) == "delivered")
      let shown = try await installation.envoi("queue", "show", "1").succeeded()
      #expect(shown.contains("receipt_delivered") && shown.contains("receipt_accepted"), "\(shown)")
      try await refuseLogin(installation, secret: "auth_token")
    }

    @Test("Vonage: 200 to everything, a status for each part; delivered when each part is")
    func vonage() async throws {
      let provider = try ScriptedHTTPServer.vonage(key: "key", secret: Self.token)
      defer { provider.stop() }
      let installation = try await Installation(isReachable: true)
      let serve = try installation.serve("--no-workers")
      defer { serve.stop() }
      try await installation.addGateway(
        "gw", "--preset", "vonage", url: "\(provider.url)/sms/json", set: ["api_key": "key", "from": "Envoi"],
        secrets: ["api_secret": Self.token]
      ).succeeded()
      try await sendThree(installation, refusal: "Unroutable message - rejected", id: "33612345678-1")
      #expect(provider.requests.first?.form["type"] == "text")

      try await installation.envoi("transport", "set", "gw", "--connections", "1").succeeded()
      try await installation.sql("UPDATE envoi.queue SET status = 'error' WHERE status = 'pending'")
      let long = "+33612345671"
      try await installation.text(long, saying: String(repeating: "d’accord 😀 ", count: 16))
      try await installation.envoi("send-queue").succeeded()
      let ids = ["33612345671-1", "33612345671-2", "33612345671-3"]
      #expect(try await installation.row("status", "remote_id", of: long) == "sent \(ids.joined(separator: " "))")
      let sent = try #require(provider.requests.last)
      #expect(sent.form["type"] == "unicode")
      let callback = try #require(sent.form["callback"])
      for (id, state) in zip(ids, ["sent", "sent", "delivered"]) {
        let receipt = [
          "msisdn": "33612345671", "to": "Envoi", "messageId": id, "status": "delivered", "err-code": "0", "scts": "2611211200",
          "client-ref": sent.form["client-ref"] ?? "",
        ]
        #expect(try await installation.post(receipt, to: callback) == 200)
        #expect(try await installation.row("status", of: long) == state)
      }
      try await refuseLogin(installation, secret: "api_secret")
    }

    @Test("OVHcloud: success is in the body, and KO is none")
    func ovh() async throws {
      let provider = try ScriptedHTTPServer.ovh(account: "sms-xx11111-1", login: "me", password: Self.token)
      defer { provider.stop() }
      let installation = try await Installation()
      try await installation.addGateway(
        "gw", "--preset", "ovh", url: "\(provider.url)/cgi-bin/sms/http2sms.cgi",
        set: ["account": "sms-xx11111-1", "login": "me", "from": "Envoi"],
        secrets: ["password": Self.token]
      ).succeeded()
      try await installation.text(Self.ann, Self.unknown, saying: "Deux\nlignes")
      #expect(try await installation.envoi("send-queue").succeeded().hasPrefix("example.org: 1 sent, 1 error (1 retried from "))
      #expect(try await installation.row("status", "remote_id", of: Self.ann) == "sent 612345678")
      #expect(try await installation.row("status", "reason", "reply", of: Self.unknown) == "error deferred KO Invalid receiver")
      #expect(provider.requests.first?.query["message"] == "Deux\rlignes")
      #expect(try await installation.envoi("queue", "show", "1").succeeded().contains("612345678"))
    }

    @Test("Plivo: taken, refused, too fast; its signed receipt delivers or fails, a forged one changes nothing")
    func plivo() async throws {
      let provider = try ScriptedHTTPServer.plivo(account: "MA0123", token: Self.token)
      defer { provider.stop() }
      let installation = try await Installation(isReachable: true)
      let serve = try installation.serve("--no-workers")
      defer { serve.stop() }
      try await installation.addGateway(
        "gw", "--preset", "plivo", url: provider.url, set: ["auth_id": "MA0123", "from": "+33612340000"],
        secrets: ["auth_token": Self.token]
      ).succeeded()
      try await sendThree(installation, refusal: "dst parameter is invalid", id: "33612345678")
      let sent = try #require(provider.requests.first { $0.json?["dst"] == "33612345678" })
      #expect(sent.json?["src"] == "33612340000" && sent.json?["text"] == "Hello")
      let callback = try #require(sent.json?["url"])
      for (key, answer, state) in [("forged", 403, "sent"), (Self.token, 200, "error undelivered")] {
        // The URL and the nonce.
        let signature = try await installation.hmac("sha256", key: key, of: "\(callback)12345")
        let receipt = ["MessageUUID": "33612345678", "Status": "undelivered", "ErrorCode": "30"]
        let headers = ["X-Plivo-Signature-V2": signature, "X-Plivo-Signature-V2-Nonce": "12345"]
        #expect(try await installation.post(receipt, to: callback, headers: headers) == answer)
        #expect(try await installation.row("status", "reason", of: Self.ann) == state)
      }
      try await refuseLogin(installation, secret: "auth_token")
    }
  }
}
