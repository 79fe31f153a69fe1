import Foundation
import MessageFormat
import Support
import Testing

struct HeaderTests {
  private static let plain = """
    Date: Sat, 21 Nov 2026 10:15:00 +0000\r
    From: News <news@example.org>\r
    To: Ann Doe <ann@example.org>\r
    Subject: Hello\r
    Message-ID: <1.1@example.org>\r
    MIME-Version: 1.0\r
    Auto-Submitted: auto-generated\r
    Content-Type: text/plain; charset=utf-8\r
    Content-Transfer-Encoding: 7bit\r
    \r
    Hello\r

    """

  @Test("a plain message is plain to read")
  func plain() throws {
    #expect(String(decoding: try Fixture.compose(Fixture.message()), as: UTF8.self) == Self.plain)
  }

  @Test("every attempt composes the same octets, after what is in the buffer already")
  func deterministic() throws {
    let message = try Fixture.message(text: "Hello {{name}}", html: "<p>Hello {{name}}")
    let again = try Fixture.message(text: "Hello {{name}}", html: "<p>Hello {{name}}")
    #expect(try Fixture.compose(message) == Fixture.compose(again))
    var bytes = Array("before".utf8)
    _ = try message.compose(to: Fixture.mailbox(), messageID: Fixture.messageID, date: Fixture.date, into: &bytes)
    #expect(try bytes == Array("before".utf8) + Fixture.compose(message))
  }

  @Test("the header has each field once, and the author's and the recipient's own as asked")
  func fields() async throws {
    let url = "https://example.org/" + String(repeating: "u", count: 200)
    let headers = try [
      HeaderField(name: "X-Campaign", value: "  spring  "), HeaderField(name: "X-Note", value: "été " + String(repeating: "à", count: 200)),
      HeaderField(name: "X-Words", value: String(repeating: "word ", count: 100) + "end"),
      HeaderField(name: "X-URL", value: "<\(url)>, <\(url)>"),
    ]
    let message = try Message(
      from: Mailbox("News <news@example.org>"), replyTo: Mailbox("Help <help@example.org>"), subject: "S", text: "T", headers: headers)
    var bytes: [UInt8] = []
    let extra = try HeaderField(name: "List-Unsubscribe", value: "<https://example.org/u/1>")
    let traits = try message.compose(
      to: Fixture.mailbox(), messageID: Fixture.messageID, date: Fixture.date, extraHeaders: [extra], into: &bytes)
    #expect(!traits.needsSMTPUTF8 && !traits.is8bit)
    let mail = try await ParsedMail.parse([bytes])[0]
    #expect(mail.problems == [])
    let own = [
      "Date", "From", "To", "Reply-To", "Subject", "Message-ID", "MIME-Version", "Auto-Submitted", "Content-Type",
      "Content-Transfer-Encoding",
    ]
    #expect(mail.headers.map { $0[0] }.sorted() == (own + headers.map(\.name) + ["List-Unsubscribe"]).sorted())
    for header in headers { #expect(mail.values(of: header.name) == [header.value]) }
    #expect(mail.values(of: "Reply-To") == ["Help <help@example.org>"])
    #expect(mail.values(of: "List-Unsubscribe") == [extra.value])
  }

  @Test("an author's Auto-Submitted takes the place of Envoi's")
  func autoSubmitted() throws {
    let message = try Fixture.message(headers: [HeaderField(name: "auto-submitted", value: "no")])
    let mail = String(decoding: try Fixture.compose(message), as: UTF8.self)
    #expect(mail.contains("auto-submitted: no\r\n"))
    #expect(!mail.contains("auto-generated"))
  }

  @Test("fields that are not the author's to write are refused with the reason")
  func owned() {
    for name in [
      "From", "to", "CC", "Bcc", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Return-Path", "Received", "Reply-To",
      "Status",
    ] {
      #expect(throws: MessageError.self, "\(name)") { try HeaderField(name: name, value: "x") }
    }
    #expect(refusal("Cc", "x") == "headers.Cc: is refused because each recipient gets a mail of their own: name them all as recipients")
  }

  @Test("a name or value that could become another field is refused", arguments: 0...0x1f)
  func injection(code: UInt8) {
    let control = Unicode.Scalar(code)
    #expect(refusal("X-A", "a\(control)b")?.contains("a control character") == true)
    for name in ["X\(control)A", "X A", "X:A", "", "é", "X\u{7f}"] { #expect(refusal(name, "b")?.contains("is no header name") == true) }
    #expect(refusal("X-A", "a\u{7f}b") != nil)
    #expect(refusal("X-A", " ") == "headers.X-A: is empty")
    #expect(refusal("X-A", String(repeating: "x", count: 901))?.contains("cannot be folded") == true)
    #expect(refusal("X-A", String(repeating: "x ", count: 5000))?.contains("longer than 8192") == true)
  }

  @Test("an international local part stands in the header as it is, and asks for SMTPUTF8")
  func international() throws {
    var bytes: [UInt8] = []
    let message = try Fixture.message(subject: "été")
    let traits = try message.compose(
      to: Mailbox("Jörg <jörg@exämple.org>"), messageID: Fixture.messageID, date: Fixture.date, into: &bytes)
    #expect(traits.needsSMTPUTF8 && traits.is8bit)
    let mail = String(decoding: bytes, as: UTF8.self)
    #expect(mail.contains("To: =?UTF-8?B?SsO2cmc=?= <jörg@xn--exmple-cua.org>\r\n"))
    #expect(mail.contains("Subject: =?UTF-8?B?w6l0w6k=?=\r\n"))
    let sender = try Message(from: Mailbox("jörg@example.org"), subject: "s", text: "t")
    #expect(try sender.compose(to: Fixture.mailbox(), messageID: Fixture.messageID, date: Fixture.date, into: &bytes).needsSMTPUTF8)
  }

  @Test(
    "a Message-ID that is none is refused",
    arguments: ["", "1@example.org", "<1>", "<1@>", "<a b@c>", "<1@example.org>\r\nX: y", "<1@a@b>"])
  func messageID(id: String) throws {
    var bytes: [UInt8] = []
    let message = try Fixture.message()
    #expect(throws: MessageError.self) { try message.compose(to: Fixture.mailbox(), messageID: id, date: Fixture.date, into: &bytes) }
    #expect(bytes.isEmpty)
  }

  @Test(
    "dates have a numeric zone",
    arguments: [
      (0, "Thu, 01 Jan 1970 00:00:00 +0000"), (1_709_251_199, "Thu, 29 Feb 2024 23:59:59 +0000"), (-1, "Wed, 31 Dec 1969 23:59:59 +0000"),
      (4_102_444_800, "Fri, 01 Jan 2100 00:00:00 +0000"),
    ] as [(Double, String)])
  func dates(seconds: Double, text: String) throws {
    var bytes: [UInt8] = []
    let date = Date(timeIntervalSince1970: seconds)
    _ = try Fixture.message().compose(to: Fixture.mailbox(), messageID: Fixture.messageID, date: date, into: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("Date: \(text)\r\n"))
  }

  private func refusal(_ name: String, _ value: String) -> String? {
    do {
      _ = try HeaderField(name: name, value: value)
      return nil
    } catch {
      return error.description
    }
  }
}
