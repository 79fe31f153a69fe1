import Support
import Testing

@testable import Transport

@Suite("Abort")
struct AbortTests {
  @Test("makes every wait return at once", arguments: ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "."])
  func everywhere(verb: String) async throws {
    let (waits, waiting) = AsyncStream.makeStream(of: Void.self)
    let relay = try ScriptedRelay { command in
      guard command.verb == verb else { return nil }
      waiting.yield()
      return .stall
    }
    let source = RecordingSource(count: 2)
    async let trouble = relay.deliver(source)
    // With the ordinary time-outs nothing but the abort ends this within a minute.
    for await _ in waits { break }
    relay.connection.abort()
    #expect(await trouble?.kind == .stopped)
    switch verb {
    case "CONNECT", "EHLO": #expect(source.outcomes.isEmpty)
    case ".": #expect(source.outcome(0)?.name == "inDoubt" && source.outcome(1)?.name == "notSent")
    default: #expect(source.outcome(0)?.name == "notSent" && source.left == 1)
    }
    #expect(await relay.deliver(source)?.kind == .stopped, "for good")
  }

  @Test("cancelling the task is an abort")
  func cancellation() async throws {
    let (waits, waiting) = AsyncStream.makeStream(of: Void.self)
    let relay = try ScriptedRelay { command in
      guard command.verb == "." else { return nil }
      waiting.yield()
      return .stall
    }
    let source = RecordingSource(count: 1)
    let task = Task { await relay.deliver(source) }
    for await _ in waits { break }
    task.cancel()
    #expect(await task.value?.kind == .stopped && source.outcome(0)?.name == "inDoubt")
  }

  @Test("closing does not wait for a relay that ignores QUIT")
  func quit() async throws {
    let relay = try ScriptedRelay { $0.verb == "QUIT" ? .stall : nil }
    #expect(await relay.deliver(RecordingSource(count: 1)) == nil)
    await relay.connection.close()
    #expect(await relay.deliver(RecordingSource(count: 1)) == nil)
    #expect(relay.server.sessions == 2)
  }
}
