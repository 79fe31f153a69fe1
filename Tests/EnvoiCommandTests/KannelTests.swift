import Foundation
import Postgres
import Support
import Testing

extension Commands {
  @Suite("SMS through Kannel", .enabled(if: Kannel.isInstalled, "needs the packages kannel and kannel-extras"), .tags(.slow))
  struct KannelTests {
    /// As a line of each kind has it, and how many parts it goes out in.
    private static let kinds: [(text: @Sendable (Int) -> String, parts: Int)] = [
      ({ "SMS \($0)" }, 1), ({ "Price \($0) €" }, 1), ({ "Party \($0) 😀" }, 1), ({ "\($0) " + String(repeating: "word ", count: 80) }, 3),
    ]

    private func installation(_ kannel: Kannel, _ options: String...) async throws -> Installation {
      let installation = try await Installation(options: options, isReachable: true)
      try await installation.addGateway(
        "kannel", "--preset", "kannel", "--connections", "4", url: kannel.sendURL, set: ["username": Kannel.user],
        secrets: ["password": Kannel.password]
      ).succeeded()
      return installation
    }

    private func enqueue(_ numbers: Range<Int>, _ installation: Installation) async throws {
      let lines = numbers.map { #"{"channel": "sms", "to": "+4790\#(100_000 + $0)", "text": "\#(Self.kinds[$0 % 4].text($0))"}"# }
      try await installation.envoi("enqueue", input: lines.joined(separator: "\n")).succeeded()
    }

    /// What each number has got is all parts of its text, once.
    private func expectOnce(_ numbers: some Collection<Int>, _ kannel: Kannel) throws {
      let copies = Dictionary(grouping: try kannel.delivered().map { $0.split(separator: " ", maxSplits: 3).map(String.init) }) { $0[1] }
      for number in numbers {
        let copies = copies["+4790\(100_000 + number)"] ?? []
        #expect(copies.count == Self.kinds[number % 4].parts, "\(number): \(copies)")
        if number % 4 == 0 { #expect(copies.first?[3] == "SMS \(number)") }
      }
    }

    @Test("1,000 of every kind arrive once each, and each becomes delivered")
    func delivered() async throws {
      let kannel = try await Kannel()
      defer { kannel.stop() }
      let installation = try await installation(kannel)
      let serve = try installation.serve()
      defer { serve.stop() }
      try await enqueue(0..<1000, installation)
      try await eventually("all are delivered: \(installation.log)") { try await installation.count("status = 'delivered'") == 1000 }
      try expectOnce(0..<1000, kannel)
      #expect(try await installation.count("attempts <> 1") == 0)
    }

    @Test(
      "Kannel stopped in the middle: what it has not been asked waits; under hold nothing goes twice, and only what was under way is in doubt"
    )
    func stopped() async throws {
      let kannel = try await Kannel()
      defer { kannel.stop() }
      let installation = try await installation(kannel, "--on-doubt", "hold")
      let serve = try installation.serve()
      defer { serve.stop() }
      try await enqueue(0..<1000, installation)
      try await eventually("some are with the SMSC: \(installation.log)") { try kannel.delivered().count >= 200 }
      kannel.stop()
      try await eventually("nothing is under way: \(installation.log)") {
        try await installation.database.row(
          "SELECT trouble IS NOT NULL AND NOT EXISTS (SELECT FROM envoi.queue WHERE token IS NOT NULL) FROM envoi.transport WHERE name = 'kannel'",
          as: Bool.self) == true
      }
      #expect(try await installation.count("status = 'pending' AND attempts = 0") > 0)
      #expect(try await installation.count("status = 'pending' AND attempts > 0 OR reason <> 'in_doubt'") == 0)
      try await kannel.start()
      try await eventually("nothing waits: \(installation.log)") { try await installation.count("status IN ('pending', 'sending')") == 0 }
      let sent = try await installation.database.rows(
        "SELECT right(recipient, 6)::int - 100000 FROM envoi.queue WHERE status IN ('sent', 'delivered') ORDER BY 1", as: Int32.self)
      #expect(sent.count >= 996)
      let parts = sent.reduce(0) { $0 + Self.kinds[Int($1) % 4].parts }
      try await eventually("Kannel has passed all on") { try kannel.delivered().count >= parts }
      try expectOnce(sent.map(Int.init), kannel)
      #expect(try await installation.count("status = 'error' AND (reason <> 'in_doubt' OR retry_at IS NOT NULL)") == 0)
    }

    @Test("A number without a route ends with the reason; a test waits for its receipt; who writes STOP gets nothing more")
    func words() async throws {
      let installation = try await Installation(isReachable: true)
      try await installation.addGateway(
        "kannel", "--preset", "kannel", url: "http://127.0.0.1:1/", set: ["username": Kannel.user], secrets: ["password": Kannel.password]
      ).succeeded()
      let addresses = try await installation.envoi("transport", "show", "kannel", "--urls").succeeded()
      let incoming = try #require(addresses.firstMatch(of: /incoming +(http\S+)/)).1
      let kannel = try await Kannel(incomingURL: String(incoming))
      defer { kannel.stop() }
      try await installation.envoi(
        "transport", "set", "kannel", "--url", kannel.sendURL, "--secret", "password=\(installation.write(Kannel.password, "password"))"
      ).succeeded()

      let alone = try await installation.envoi("transport", "test", "kannel", "--to", "+4790100001", "--timeout", "1")
      #expect(alone.status == 69 && alone.errors.contains("no receipt came within 1 s: is envoi serve running"), "\(alone)")
      let serve = try installation.serve()
      defer { serve.stop() }
      let test = try await installation.envoi("transport", "test", "kannel", "--to", "+4790100002", "--timeout", "30")
      #expect(test.status == 0 && test.output.hasSuffix("row 2: delivered\n"), "\(test)")
      #expect(!(alone.output + test.output + test.errors).contains(Kannel.password))

      let denied = "\(Kannel.deniedPrefix)100003"
      try await installation.text(denied)
      try await eventually("it is refused: \(installation.log)") { try await installation.row("status", of: denied) == "error" }
      let shown = try await installation.envoi("queue", "list", "--status", "error").succeeded()
      #expect(shown.contains("Not routable") || shown.contains("undelivered"), "\(shown)")

      try await kannel.receive(from: "+4790100004", to: "13013", text: "STOP")
      try await eventually("the message came: \(installation.log)", seconds: 10) {
        try await installation.database.row("SELECT count(*) FROM envoi.incoming", as: Int.self) == 1
      }
      #expect(try await installation.envoi("suppression", "list").succeeded().contains("+4790100004"))
      try await installation.text("+4790100004")
      #expect(try await installation.row("status", "reason", of: "+4790100004") == "error suppressed")
    }
  }
}
