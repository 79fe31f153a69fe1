internal import Envoi
internal import Synchronization
internal import Transport

/// What came of a test of a transport.
struct TestResource: Encodable {
  struct Step: Encodable {
    /// `note`, `sent` or `received`.
    let kind, text: String

    init(_ step: Transport.Step) {
      switch step {
      case .note(let text): (kind, self.text) = ("note", text)
      case .sent(let text): (kind, self.text) = ("sent", text)
      case .received(let text), .body(let text): (kind, self.text) = ("received", text)
      }
    }
  }

  let works: Bool
  let verdict: String?
  let row: Int?
  let steps: [Step]

  /// Runs it. A server that cannot be spoken to is what came of it, no error.
  init(_ run: (@escaping @Sendable (Transport.Step) -> Void) async throws -> TransportTests.Result) async throws {
    // Of the heap: a step may be told by another thread.
    final class Steps: Sendable { let all = Mutex<[Step]>([]) }
    let steps = Steps()
    do {
      let result = try await run { step in steps.all.withLock { $0.append(Step(step)) } }
      (works, verdict, row) = (result.works, result.verdict, result.row)
    } catch let trouble as Trouble {
      (works, verdict, row) = (false, "\(trouble.stage.rawValue): \(trouble)", nil)
    }
    self.steps = steps.all.withLock(\.self)
  }
}
