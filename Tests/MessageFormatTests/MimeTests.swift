import Foundation
import MessageFormat
import Support
import Testing

/// What is composed, read back by Python.
struct MimeTests {
  /// As it arrives: lines end in CR LF, the last one too.
  private func canonical(_ text: String) -> String {
    let lines = text.replacingOccurrences(of: "\r\n", with: "\n").replacingOccurrences(of: "\r", with: "\n")
    return (lines.isEmpty || lines.hasSuffix("\n") ? lines : lines + "\n").replacingOccurrences(of: "\n", with: "\r\n")
  }

  @Test("every subject, name and text is read as it was written")
  func texts() async throws {
    let texts = Fixture.texts.filter { !$0.contains("\t") }
    let mails = try texts.map { text in
      let message = try Fixture.message(subject: text, text: text, html: "<p>\(text)</p>")
      return try Fixture.compose(message, to: Mailbox(name: text, address: EmailAddress("ann@example.org")))
    }
    for (text, mail) in zip(texts, try await ParsedMail.parse(mails)) {
      #expect(mail.problems == [], "\(text.debugDescription)")
      #expect(mail.subject == text)
      #expect(mail.toName == text.trimmingCharacters(in: [" "]))
      #expect(mail.toAddress == "ann@example.org")
      #expect(mail.parts.map(\.type) == ["multipart/alternative", "text/plain", "text/html"])
      #expect(mail.parts[1].text == canonical(text))
      #expect(mail.parts[2].text == canonical("<p>\(text)</p>"))
    }
  }

  @Test("random texts survive as subject, name, body and file name", arguments: [1, 2, 3, 4])
  func fuzz(seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    let cases = (0..<150).map { _ in
      (
        header: Fixture.randomText(150, lineBreaks: false, using: &random),
        body: Fixture.randomText(2000, lineBreaks: true, using: &random),
        content: (0..<Int.random(in: 0...300, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      )
    }
    let names = cases.map { "f" + $0.header.prefix(50).filter { $0 != "/" && $0 != "\\" } + ".bin" }
    let mails = try zip(cases, names).map { item, name in
      let file = try Attachment(name: name, type: "application/octet-stream", content: item.content)
      let message = try Fixture.message(
        subject: "{{variables.s}}", text: "{{variables.t}}", html: "{{{variables.t}}}", attachments: [file])
      let variables = try JSONSerialization.data(withJSONObject: ["s": item.header, "t": item.body])
      return try Fixture.compose(
        message, to: Mailbox(name: item.header, address: EmailAddress("ann@example.org")),
        variables: String(decoding: variables, as: UTF8.self))
    }
    for (index, mail) in try await ParsedMail.parse(mails).enumerated() {
      #expect(mail.problems == [])
      #expect(Array(mail.subject.unicodeScalars) == Array(cases[index].header.unicodeScalars))
      #expect(
        mail.parts.map(\.type) == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/octet-stream"])
      #expect(mail.parts[2].text == canonical(cases[index].body))
      #expect(mail.parts[3].text == canonical(cases[index].body))
      #expect(mail.parts[4].filename == names[index])
      #expect(mail.parts[4].content == Data(cases[index].content))
    }
  }

  @Test("a message has only the levels that it needs")
  func tree() async throws {
    let image = try Attachment(name: "logo.png", type: "image/png", content: [1], contentID: "logo@example.org")
    let file = try Attachment(name: "a.pdf", type: "application/pdf;version=1.7;x=y", content: [2])
    let html = "<img src=\"cid:logo@example.org\">"
    let messages = try [
      Fixture.message(), Fixture.message(text: nil, html: html), Fixture.message(html: html), Fixture.message(attachments: [file]),
      Fixture.message(html: html, attachments: [image]), Fixture.message(html: html, attachments: [file, image]),
      Fixture.message(attachments: [image]), Fixture.message(text: nil, html: html, attachments: [image, file]),
    ]
    let trees = [
      ["0 text/plain"], ["0 text/html"], ["0 multipart/alternative", "1 text/plain", "1 text/html"],
      ["0 multipart/mixed", "1 text/plain", "1 application/pdf"],
      ["0 multipart/related", "1 multipart/alternative", "2 text/plain", "2 text/html", "1 image/png"],
      [
        "0 multipart/mixed", "1 multipart/related", "2 multipart/alternative", "3 text/plain", "3 text/html", "2 image/png",
        "1 application/pdf",
      ],
      ["0 multipart/mixed", "1 text/plain", "1 image/png"],
      ["0 multipart/mixed", "1 multipart/related", "2 text/html", "2 image/png", "1 application/pdf"],
    ]
    let mails = try await ParsedMail.parse(messages.map { try Fixture.compose($0) })
    for (mail, tree) in zip(mails, trees) {
      #expect(mail.problems == [])
      #expect(mail.parts.map { "\($0.depth) \($0.type)" } == tree)
    }
    #expect(mails[5].parts[5].contentID == "<logo@example.org>")
    #expect(mails[5].parts[5].disposition == "inline")
    #expect(mails[5].parts[6].disposition == "attachment")
    #expect(mails[5].parts[6].filename == "a.pdf")
  }

  @Test("each text goes in the shortest encoding that every server carries")
  func encodings() async throws {
    let long = String(repeating: "word ", count: 20_000)
    let cases = [
      ("short lines\nof ASCII\n", "7bit"), ("", "7bit"), (String(repeating: "x", count: 79), "quoted-printable"),
      ("ends in a blank \n", "quoted-printable"),
      ("From me\n", "quoted-printable"), (".\n", "quoted-printable"), ("--=_x\n", "quoted-printable"), ("nul\u{0}\n", "quoted-printable"),
      ("déjà vu, mostly ASCII all the same", "quoted-printable"), ("日本語の本文です。\n", "base64"), (long, "quoted-printable"),
      (String(repeating: "日本語", count: 30_000), "base64"), (String(repeating: "é e e e e e e e e e", count: 10_000), "quoted-printable"),
    ]
    let mails = try await ParsedMail.parse(cases.map { try Fixture.compose(Fixture.message(text: $0.0)) })
    for (mail, (text, encoding)) in zip(mails, cases) {
      #expect(mail.problems == [])
      #expect(mail.parts[0].encoding == encoding, "\(text.prefix(40))")
      #expect(mail.parts[0].text == canonical(text))
    }
  }

  @Test("each character that quoted-printable cannot say as it is is escaped, wherever it stands in a line")
  func escapes() throws {
    let plain = String(repeating: "a", count: 20)
    for code in UInt8(0)...0x7f where ![UInt8(ascii: "\n"), UInt8(ascii: "\r")].contains(code) {
      let isLiteral = 0x20..<0x7f ~= code && code != UInt8(ascii: "=") || code == 0x09
      let said = isLiteral ? String(UnicodeScalar(code)) : "=" + (code < 16 ? "0" : "") + String(code, radix: 16).uppercased()
      for place in 1...19 {
        let (before, after) = (plain.prefix(place), plain.dropFirst(place))
        // The first line has it quoted-printable whatever the second one is.
        let mail = String(decoding: try Fixture.compose(Fixture.message(text: "é\n\(before)\(UnicodeScalar(code))\(after)")), as: UTF8.self)
        #expect(mail.hasSuffix("\r\n\r\n=C3=A9\r\n\(before)\(said)\(after)\r\n"), "\(code) at \(place)")
      }
    }
  }

  @Test("content that looks like a boundary is none")
  func boundary() async throws {
    let probe = try await ParsedMail.parse([Fixture.compose(Fixture.message(text: "x", html: "y"))])
    #expect(probe[0].problems == [])
    let raw = String(decoding: try Fixture.compose(Fixture.message(text: "x {{name}}", html: "y")), as: UTF8.self)
    let boundary = try #require(raw.firstMatch(of: /boundary="(.*)"/)?.1)
    // A variable that knows the boundary, and says it.
    let message = try Fixture.message(text: "x {{name}}", html: "y")
    let name = "--\(boundary)--"
    let mail = try await ParsedMail.parse([Fixture.compose(message, to: Mailbox(name: name, address: EmailAddress("a@example.org")))])[0]
    #expect(mail.problems == [])
    #expect(mail.parts.count == 3)
    #expect(mail.parts[1].text == "x \(name)\r\n")
  }
}
