import Testing

@testable import Transport

@Suite("A reply")
struct ReplyTests {
  private func parse(_ text: String) throws -> Reply? {
    var reader = ReplyReader()
    Array(text.utf8).withUnsafeBytes { reader.append($0) }
    return try reader.next()
  }

  @Test(
    "is read from one line or several",
    arguments: [
      ("250 ok\r\n", Reply(code: 250, text: "ok")),
      ("250\r\n", Reply(code: 250, text: "")),
      ("250 \n", Reply(code: 250, text: "")),
      ("250 2.0.0 Ok: queued as 4X\r\n", Reply(code: 250, enhanced: EnhancedStatus(2, 0, 0), text: "Ok: queued as 4X")),
      ("550-5.1.1 a\r\n550-5.1.1 b\r\n550 5.1.1 c\r\n", Reply(code: 550, enhanced: EnhancedStatus(5, 1, 1), text: "a b c")),
      ("550-first\r\n550 5.7.1 second\r\n", Reply(code: 550, enhanced: EnhancedStatus(5, 7, 1), text: "first second")),
      // RFC 2034: a code of another class is text.
      ("250 5.1.1 odd\r\n", Reply(code: 250, text: "5.1.1 odd")),
      ("550 5.1 short\r\n", Reply(code: 550, text: "5.1 short")),
      ("550 5.1.1\r\n", Reply(code: 550, enhanced: EnhancedStatus(5, 1, 1), text: "")),
      ("550 5.7.1234 long\r\n", Reply(code: 550, text: "5.7.1234 long")),
      ("550 nul\0 escape\u{1B}[31m\r\n", Reply(code: 550, text: "nul? escape?[31m")),
      ("550 jürgen\r\n", Reply(code: 550, text: "jürgen")),
    ])
  func reads(text: String, reply: Reply) throws {
    #expect(try parse(text) == reply)
    // The same when it comes in two pieces, cut anywhere.
    let bytes = Array(text.utf8)
    for cut in 1..<bytes.count {
      var reader = ReplyReader()
      bytes[..<cut].withUnsafeBytes { reader.append($0) }
      #expect(try reader.next() == nil)
      bytes[cut...].withUnsafeBytes { reader.append($0) }
      #expect(try reader.next() == reply)
    }
  }

  @Test("several at once are given one by one")
  func group() throws {
    var reader = ReplyReader()
    Array("250 a\r\n250-b\r\n250 c\r\n354 d\r\n45".utf8).withUnsafeBytes { reader.append($0) }
    #expect(try [reader.next()?.text, reader.next()?.text, reader.next()?.text, reader.next()?.text] == ["a", "b c", "d", nil])
  }

  @Test(
    "is nothing else",
    arguments: [
      "hello\r\n", "\r\n", "25\r\n", "999 no\r\n", "150 no\r\n", "250x\r\n", "2५0 ok\r\n", String(repeating: "250-a\r\n", count: 12_000),
    ])
  func malformed(text: String) { #expect(throws: ReplyReader.Malformed.self) { try parse(text) } }

  @Test("a line without end is not kept for ever")
  func bounded() { #expect(throws: ReplyReader.Malformed.self) { try parse(String(repeating: "2", count: 100_000)) } }

  @Test("any bytes are a reply, an incomplete one or malformed", arguments: 0..<200)
  func total(seed: Int) throws {
    var random = SystemRandomNumberGenerator()
    let alphabet = Array("0123459 -.\r\n\r\n\u{0}ab".utf8) + [0xFF, 0xC3]
    let bytes = (0..<200).map { _ in alphabet.randomElement(using: &random) ?? 0 }
    var reader = ReplyReader()
    bytes.withUnsafeBytes { reader.append($0) }
    do { while let reply = try reader.next() { #expect((200..<600).contains(reply.code)) } } catch {}
  }

  @Test(
    "means this",
    arguments: [
      ("451 4.3.2 busy", .recipient, .transient), ("450 4.2.0 try later", .recipient, .greylisted),
      ("451 4.7.1 Greylisting in action", .recipient, .greylisted), ("450 greylisted", .recipient, .greylisted),
      ("450 4.7.1 Error: too much mail from 1.2.3.4", .mail, .throttled), ("421 4.7.0 rate", .dot, .throttled),
      ("421 4.7.28 unusual rate", .dot, .throttled), ("454 Throttling failure: Maximum sending rate exceeded.", .dot, .throttled),
      ("450 4.2.1 receiving mail too quickly", .recipient, .transient), ("550 5.2.1 account disabled", .recipient, .badAddress),
      ("421 4.7.26 unauthenticated", .dot, .policy), ("550 5.7.1 blocked", .recipient, .policy), ("550 5.7.26 DMARC", .dot, .policy),
      ("550 5.7.515 requirements", .dot, .policy), ("550 5.7.509 DMARC", .dot, .policy), ("550 5.7.40 policy", .dot, .policy),
      ("550 5.1.1 unknown", .recipient, .badAddress), ("553 5.1.3 syntax", .recipient, .badAddress),
      ("551 5.1.6 moved", .recipient, .badAddress), ("550 5.1.10 null MX", .recipient, .badAddress),
      ("550 5.1.2 no host", .dot, .badAddress),
      ("550 5.1.8 sender's domain", .recipient, .policy), ("550 5.1.1 no such sender", .mail, .policy),
      ("550 Unrouteable address", .recipient, .badAddress), ("550 relay not permitted", .recipient, .permanent),
      ("452 4.2.2 full", .recipient, .mailboxFull), ("552 5.2.2 full", .recipient, .mailboxFull),
      ("552 over quota", .recipient, .mailboxFull),
      ("552 too many recipients", .recipient, .transient), ("552 5.5.3 too many", .recipient, .transient),
      ("452 4.5.3 too many", .recipient, .transient), ("552 5.3.4 too large", .mail, .tooLarge), ("552 5.2.3 too large", .dot, .tooLarge),
      ("552 message too big", .dot, .tooLarge), ("530 5.7.0 authentication required", .mail, .configuration),
      ("535 5.7.8 bad", .mail, .configuration), ("534 5.7.9 app password", .mail, .configuration), ("538 5.7.11 no", .mail, .configuration),
      ("550 5.7.30 basic authentication", .mail, .configuration),
      ("554 Message rejected: Email address is not verified.", .dot, .configuration),
      ("500 what", .data, .protocolError), ("503 5.5.1 sequence", .data, .protocolError), ("555 parameter", .mail, .protocolError),
      ("554 no", .dot, .permanent), ("554 5.6.0 content", .dot, .permanent), ("550 5.4.4 no route", .recipient, .permanent),
    ] as [(String, Verb, Disposition)])
  func disposition(text: String, verb: Verb, disposition: Disposition) throws {
    let reply = try #require(try parse(text + "\r\n"))
    #expect(reply.disposition(at: verb) == disposition)
    #expect(!reply.isTransient || !reply.isFinal(at: verb))
  }

  @Test("5xx for a full mailbox or too many recipients is worth another try, other 5xx are final")
  func finality() {
    #expect(!Reply(code: 552, enhanced: EnhancedStatus(5, 2, 2), text: "full").isFinal(at: .recipient))
    #expect(!Reply(code: 552, text: "too many recipients").isFinal(at: .recipient))
    #expect(Reply(code: 550, enhanced: EnhancedStatus(5, 1, 1), text: "").isFinal(at: .recipient))
  }
}
