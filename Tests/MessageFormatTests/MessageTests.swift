import MessageFormat
import Testing

struct MessageTests {
  private func refusal(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test("a message without text and HTML is refused, one with an empty text is not")
  func empty() throws {
    #expect(refusal { _ = try Fixture.message(text: nil) } == "text: missing, and html too: a message has one of them or both")
    #expect(throws: Never.self) { try Fixture.message(text: "") }
  }

  @Test("a subject with a line break or a control character is refused, never cleaned")
  func subject() {
    #expect(refusal { _ = try Fixture.message(subject: "a\nb") } == #"subject: "a\nb" holds U+000A, a control character"#)
    #expect(refusal { _ = try Fixture.message(subject: "a\u{0}") } != nil)
    #expect(refusal { _ = try Fixture.message(subject: String(repeating: "x", count: 999)) } == "subject: is longer than 998 octets")
  }

  @Test("a header or content id that is there twice is refused")
  func repeated() throws {
    let headers = try [HeaderField(name: "X-A", value: "1"), HeaderField(name: "x-a", value: "2")]
    #expect(refusal { _ = try Fixture.message(headers: headers) } == "headers.x-a: is there twice")
    let images = try ["a", "b"].map { try Attachment(name: $0, type: "image/png", content: [], contentID: "logo") }
    #expect(refusal { _ = try Fixture.message(attachments: images) } == "attachments.b: has the content id of another attachment, logo")
  }

  @Test("media types are tokens", arguments: ["image/png", "text/calendar; method=REQUEST; charset=UTF-8", "application/vnd.x+json"])
  func types(type: String) throws { #expect(try Attachment(name: "a", type: type, content: []).type == type) }

  @Test(
    "a media type that is none, or cannot be in base64, is refused",
    arguments: [
      "", "png", "image/", "/png", "image/p ng", "image/png\r\nX: y", "image/png;", "image/png; a", "a/b/c", "multipart/mixed",
      "Message/rfc822",
    ])
  func badTypes(type: String) { #expect(throws: MessageError.self) { try Attachment(name: "a", type: type, content: []) } }

  @Test(
    "a file name with a folder or a control character is refused",
    arguments: ["", "a/b", "a\\b", "a\r\nb", "a\u{0}", String(repeating: "x", count: 256)])
  func names(name: String) { #expect(throws: MessageError.self) { try Attachment(name: name, type: "a/b", content: []) } }

  @Test("a content id that cannot stand in a URL or a header is refused", arguments: ["", "a b", "<a>", "a@b@c", "a\r\nb", "é"])
  func contentIDs(id: String) { #expect(throws: MessageError.self) { try Attachment(name: "a", type: "a/b", content: [], contentID: id) } }
}
