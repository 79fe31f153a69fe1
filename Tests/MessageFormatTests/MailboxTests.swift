import MessageFormat
import Testing

struct MailboxTests {
  @Test(
    "a mailbox is read as people write it",
    arguments: [
      ("a@example.org", nil, "a@example.org"), ("<a@example.org>", nil, "a@example.org"), (" a@example.org ", nil, "a@example.org"),
      ("News <news@example.org>", "News", "news@example.org"), (#""Doe, Ann" <a@example.org>"#, "Doe, Ann", "a@example.org"),
      (#""Ann \"The\" \\ Doe"<a@example.org>"#, #"Ann "The" \ Doe"#, "a@example.org"),
      ("Ann (work) a@b.example <a@example.org>", "Ann (work) a@b.example", "a@example.org"),
      ("山田太郎 <a@example.org>", "山田太郎", "a@example.org"), (#""a<b>"@example.org"#, nil, #""a<b>"@example.org"#),
      (#""" <a@example.org>"#, nil, "a@example.org"), (#"Ann <"a>b"@example.org>"#, "Ann", #""a>b"@example.org"#),
    ] as [(String, String?, String)])
  func parse(text: String, name: String?, address: String) throws {
    let mailbox = try Mailbox(text)
    #expect(mailbox.name == name)
    #expect(mailbox.address.description == address)
    #expect(try Mailbox(mailbox.description) == mailbox)
  }

  @Test(
    "what is not one mailbox is refused",
    arguments: [
      "", "Ann", "Ann <a@example.org", "Ann <a@example.org> x", "a@example.org>", "a@x.org, b@x.org", "A <a@x.org>, B <b@x.org>",
      "A, B <a@x.org>", "\"Ann <a@example.org>", "Ann\r\nBcc: x <a@example.org>", "Ann\u{0} <a@example.org>", "Ann\u{85} <a@example.org>",
      "Ann <>", "\"Ann\" x <a@example.org>", "a@example.org\n",
    ])
  func refuse(text: String) { #expect(throws: AddressError.self) { try Mailbox(text) } }

  @Test("a name is without blanks around it, and nil when nothing is left")
  func names() throws {
    let address = try EmailAddress("a@example.org")
    #expect(try Mailbox(name: "  Ann  Doe ", address: address).name == "Ann  Doe")
    #expect(try Mailbox(name: "  ", address: address).name == nil)
    #expect(throws: AddressError.self) { try Mailbox(name: String(repeating: "x", count: 999), address: address) }
    #expect(throws: AddressError.self) { try Mailbox(name: "Ann\nBcc: b@example.org", address: address) }
  }
}
