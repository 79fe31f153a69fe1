import Testing

@testable import Transport

@Suite("An envelope")
struct EnvelopeTests {
  @Test("refuses what would end the command or the path", arguments: (0...0x20).map { UInt8($0) } + [0x3C, 0x3E, 0x7F])
  func refusesControls(byte: UInt8) {
    let address = "a\(UnicodeScalar(byte))b@example.org"
    #expect(Envelope(sender: "a@example.org", recipient: address).defect != nil)
    #expect(Envelope(sender: address, recipient: "a@example.org").defect != nil)
  }

  @Test(
    "takes what a quoted local part may hold",
    arguments: [#""a b"@x.org"#, #""<a>"@x.org"#, #""a\"b c"@x.org"#, "jürgen@x.org", "postmaster"])
  func takesQuoted(address: String) { #expect(Envelope(sender: "", recipient: address).defect == nil) }

  @Test(
    "refuses quotes that do not hold", arguments: [#""a b@x.org"#, #""a\" b@x.org"#, #""a"> <b"@x.org"#, "\"a\r\nRCPT TO:<b>\"@x.org", ""])
  func refusesQuotes(address: String) { #expect(Envelope(sender: "", recipient: address).defect != nil) }

  @Test("refuses a path that is longer than a path may be")
  func refusesLong() {
    #expect(Envelope(sender: "", recipient: String(repeating: "a", count: 255)).defect != nil)
    #expect(Envelope(sender: "", recipient: String(repeating: "a", count: 254)).defect == nil)
  }
}
