internal import Envoi
internal import HTTPTypes
internal import Transport

/// The page on which a transport or a webhook is tried, each step shown as it happens.
struct TestPage: Sendable {
  let domain: String
  let transport: String
  let path: String
  let way: String
  /// What it can be sent to: an address, or a number.
  let takesAddress: Bool
  let takesNumber: Bool
  /// What will happen, where nothing is asked for.
  let about: String?
  let to: String?
  private var isRunning = false

  init(
    domain: String, transport: String, path: String, way: String, takesAddress: Bool = false, takesNumber: Bool = false,
    about: String? = nil, to: String? = nil
  ) {
    (self.domain, self.transport, self.path, self.way) = (domain, transport, path, way)
    (self.takesAddress, self.takesNumber, self.about, self.to) = (takesAddress, takesNumber, about, to)
  }

  /// One line of what happens.
  private struct Line: Sendable {
    /// Style, and with `who` what it is for those who do not see it.
    let kind: String
    let who: String
    let text: String
  }

  func answer() -> PageAnswer { .page("transport_test", self) }

  /// - Parameter run: the test; it calls what it is given when a relay's session is open, and with every step.
  func running(
    _ labels: Labels,
    _ run:
      @escaping @Sendable (
        _ opened: @escaping @Sendable (SessionInfo) -> Void, _ transcript: @escaping @Sendable (Step) -> Void
      ) async throws -> TransportTests.Result
  ) -> PageAnswer {
    var running = self
    running.isRunning = true
    return .stream("transport_test", running) { page in
      let (lines, happens) = AsyncStream<Line>.makeStream()
      async let verdict = {
        defer { happens.finish() }
        return await Self.verdict(labels) {
          try await run(
            { session in for line in Self.lines(session, labels) { happens.yield(line) } },
            { step in happens.yield(Self.line(step, labels)) })
        }
      }()
      for await line in lines { try await page.write("step", line) }
      try await page.write("step", await verdict)
    }
  }

  private static func verdict(_ labels: Labels, _ run: () async throws -> TransportTests.Result) async -> Line {
    do {
      let result = try await run()
      let text = labels(result.works ? "test_works" : "test_fails") + (result.verdict.map { " – \($0)" } ?? "")
      return Line(kind: result.works ? "good" : "bad", who: labels("test_result"), text: text)
    } catch {
      let why =
        switch error {
        case let error as InvalidInput:
          {
            let problem = Complaint(error, labels); return "\(problem.label): \(problem.rule)"
          }()
        case let trouble as Trouble: "\(labels("stage_\(trouble.stage.rawValue)")): \(trouble)"
        default: labels("error_500")
        }
      return Line(kind: "bad", who: labels("test_result"), text: "\(labels("test_fails")) – \(why)")
    }
  }

  private static func lines(_ session: SessionInfo, _ labels: Labels) -> [Line] {
    var texts = [labels("test_connected", ["peer": session.peer])]
    if let tls = session.tls {
      texts.append(
        labels(
          "test_encrypted", ["version": tls.version, "subject": tls.subject, "issuer": tls.issuer, "expires": tls.expires]))
    }
    if let login = session.login { texts.append(labels("test_login", ["login": login])) }
    return texts.map { Line(kind: "good", who: labels("test_result"), text: $0) }
  }

  private static func line(_ step: Step, _ labels: Labels) -> Line {
    switch step {
    case .note(let text): Line(kind: "note", who: labels("test_note"), text: text)
    case .sent(let text): Line(kind: "sent", who: labels("test_sent"), text: text)
    case .received(let text), .body(let text): Line(kind: "received", who: labels("test_received"), text: text)
    }
  }
}
