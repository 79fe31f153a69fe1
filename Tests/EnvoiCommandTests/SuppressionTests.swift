import Foundation
import Postgres
import Support
import Testing

extension Commands {
  @Suite("envoi suppression")
  struct SuppressionTests {
    @Test("A number is put in, listed and taken out")
    func round() async throws {
      let installation = try await Installation()
      #expect(
        try await installation.envoi("suppression", "add", "+33 6 12 34 56 71").succeeded()
          == "+33612345671 is suppressed for example.org\n")
      #expect(
        try await installation.envoi("suppression", "add", "+33612345671").succeeded()
          == "+33612345671 was already suppressed for example.org\n")
      let json = try await installation.envoi("suppression", "list", "--json").succeeded()
      #expect(json.contains(#""address":"+33612345671","channel":"sms","since":"2"#) && json.contains(#""site":"example.org""#), "\(json)")
      #expect(try await installation.envoi("suppression", "list", "--site", "example.org").succeeded().contains("+33612345671"))
      #expect(
        try await installation.envoi("suppression", "remove", "+33612345671").succeeded()
          == "+33612345671 can be written to for example.org\n")
      #expect(try await installation.envoi("suppression", "list", "--json").succeeded() == "")
      let again = try await installation.envoi("suppression", "remove", "+33612345671")
      #expect(again.status == 65 && again.errors.contains("number: is not suppressed for example.org"))
    }

    @Test("that a number is put in or taken out is in the audit; what changes nothing is not")
    func audited() async throws {
      let installation = try await Installation()
      for verb in ["add", "add", "remove", "remove"] { _ = try await installation.envoi("suppression", verb, "+33612345671") }
      let lines = try await installation.database.rows(
        "SELECT action || ' ' || subject || ' by ' || actor FROM envoi.audit WHERE action LIKE 'suppression.%' AND site_id = 1 ORDER BY id",
        as: String.self)
      #expect(
        lines == ["add", "remove"].map { "suppression.\($0) +33612345671 by \(NSUserName()) (envoi suppression \($0))" })
    }

    @Test("What is no number is refused", arguments: ["ann@example.org", "0612345671", "+33", "STOP"])
    func refused(_ text: String) async throws {
      let installation = try await Installation()
      let refused = try await installation.envoi("suppression", "add", text)
      #expect(refused.status == 65 && refused.errors.hasPrefix("envoi: number: "), "\(refused)")
    }
  }
}
