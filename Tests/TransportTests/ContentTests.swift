import Support
import Testing

@testable import Transport

@Suite("Content")
struct ContentTests {
  @Test(
    "has its dots doubled at the start of lines and ends with CRLF",
    arguments: [
      ("", ""), ("a\r\n", "a\r\n"), ("a", "a\r\n"), (".", "..\r\n"), (".\r\n", "..\r\n"), ("..\r\n", "...\r\n"),
      ("a\r\n.\r\nb\r\n", "a\r\n..\r\nb\r\n"), ("a.\r\n.b\r\n\r\n.\r\n", "a.\r\n..b\r\n\r\n..\r\n"),
    ])
  func stuffs(content: String, stuffed: String) {
    var bytes = Array(content.utf8)
    let isSafe = stuffDots(&bytes)
    #expect(isSafe && String(decoding: bytes, as: UTF8.self) == stuffed)
  }

  @Test(
    "with a CR or LF alone is refused",
    arguments: ["a\nb\r\n", "a\rb\r\n", "\n.\r\n", "a\n.\nb\r\n", "a\r.\rb\r\n", "a\r", "a\n", "a\r\r\n", "a\r\n\n"])
  func smuggling(content: String) async throws {
    let relay = try ScriptedRelay()
    let source = RecordingSource([.init(0, content: "A: b\r\n\r\n" + content), .init(1)])
    #expect(await relay.deliver(source) == nil)
    #expect(source.outcome(0)?.name == "unsendable 5.6.0" && source.outcome(1)?.isAccepted == true)
    #expect(!relay.received().contains("A: b"))
  }

  @Test("arrives as it was, whatever its dots")
  func roundTrip() async throws {
    let contents = (0..<50).map { _ in
      (0..<40).map { _ in ["", ".", "..", ".a", "a.", "text"].randomElement() ?? "" }.joined(separator: "\r\n") + "\r\n"
    }
    let relay = try ScriptedRelay()
    #expect(await relay.deliver(RecordingSource(contents.enumerated().map { .init($0, content: $1) })) == nil)
    let arrived = relay.server.mails.map { String(decoding: $0.content, as: UTF8.self) }
    #expect(
      arrived.map { $0.split(separator: "\r\n", omittingEmptySubsequences: false).map { $0.hasPrefix(".") ? $0.dropFirst() : $0 } }
        == contents.map { $0.split(separator: "\r\n", omittingEmptySubsequences: false) })
  }

  @Test("what the relay does not offer is not sent to it, and nothing is said about it")
  func capabilities() async throws {
    let relay = try ScriptedRelay(extensions: ["PIPELINING", "SIZE 1000"])
    let source = RecordingSource([
      .init(0, content: String(repeating: "a\r\n", count: 334)), .init(1, to: "jürgen@example.org"), .init(2, from: "jürgen@example.org"),
      RecordingSource.Mail(3).with(ContentTraits(needsSMTPUTF8: true)), RecordingSource.Mail(4).with(ContentTraits(is8bit: true)),
      .init(5, to: "a@b>\r\nRCPT TO:<c@d"), .init(6, content: "throw"), .init(7, content: String(repeating: "aaa\r\n", count: 200)),
    ])
    #expect(await relay.deliver(source) == nil)
    #expect(
      (0..<7).map { source.outcome($0)?.name }
        == ["5.3.4", "5.6.7", "5.6.7", "5.6.7", "5.6.3", "5.1.3", "5.6.0"].map { "unsendable \($0)" })
    #expect(source.outcome(7)?.isAccepted == true && relay.server.mails.count == 1)
    #expect(relay.received().split(separator: "\r\n").count { $0.hasPrefix("RCPT") } == 1)
  }

  @Test("SIZE, BODY and SMTPUTF8 are named where the relay takes them")
  func parameters() async throws {
    let relay = try ScriptedRelay()
    let mail = RecordingSource.Mail(0, to: "jürgen@example.org", from: "", content: ".\r\n").with(ContentTraits(is8bit: true))
    #expect(await relay.deliver(RecordingSource([mail])) == nil)
    #expect(relay.received().contains("MAIL FROM:<> SIZE=3 BODY=8BITMIME SMTPUTF8\r\nRCPT TO:<jürgen@example.org>\r\n"))
  }
}

extension RecordingSource.Mail {
  func with(_ traits: ContentTraits) -> Self {
    var mail = self
    mail.traits = traits
    return mail
  }
}
