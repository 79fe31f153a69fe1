import Testing

@testable import Transport

@Suite("A header")
struct HTTPHeaderTests {
  @Test(
    "refuses what would end it or frame the message",
    arguments: [
      ("X-A\r\nX-B", "1"), ("X A", "1"), ("", "1"), ("X:", "1"), ("X-É", "1"), ("X-A", "1\r\nX-B: 2"), ("X-A", "1\n2"), ("X-A", "a\0b"),
      ("Content-Length", "3"), ("transfer-encoding", "chunked"), ("Connection", "close"), ("Expect", "100-continue"),
    ])
  func refused(name: String, value: String) { #expect(throws: HTTPHeader.Invalid.self) { try HTTPHeader(name: name, value: value) } }

  @Test("says what is wrong without its value")
  func message() {
    #expect { try HTTPHeader(name: "X-Key", value: "geheim\n") } throws: { "\($0)".contains("X-Key") && !"\($0)".contains("geheim") }
  }

  @Test("may hold a tab and any letters") func kept() throws { #expect(try HTTPHeader(name: "X-A!", value: "a\té€").value == "a\té€") }
}
