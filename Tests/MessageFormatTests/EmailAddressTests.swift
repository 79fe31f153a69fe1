import MessageFormat
import Testing

struct EmailAddressTests {
  @Test(
    "domains become A-labels in lower case and local parts stay as they are",
    arguments: [
      ("Ann.Doe@Example.ORG", "Ann.Doe@example.org"), ("a@Bücher.example", "a@xn--bcher-kva.example"),
      ("a@faß.de", "a@xn--fa-hia.de"), ("jo\u{308}rg@example.org", "j\u{f6}rg@example.org"), ("a@例え。テスト", "a@xn--r8jz45g.xn--zckzah"),
      (#""Ann Doe"@example.org"#, #""Ann Doe"@example.org"#), (#""Ann"@example.org"#, "Ann@example.org"),
    ])
  func wire(text: String, wire: String) throws {
    let address = try EmailAddress(text)
    #expect(Array(address.description.utf8) == Array(wire.utf8))
    #expect("\(address.localPart)@\(address.domain)" == wire)
    #expect(try EmailAddress(address.description) == address)
  }

  @Test("only a local part beyond ASCII needs SMTPUTF8")
  func international() throws {
    #expect(try EmailAddress("jörg@example.org").isInternational)
    #expect(try !EmailAddress("jorg@exämple.org").isInternational)
  }

  @Test("no octet of a control, a blank or an angle bracket ever reaches the wire", arguments: 0...0x20)
  func controls(code: UInt8) {
    for scalar in [Unicode.Scalar(code), "\u{7f}", "<", ">", "\u{85}", "\u{2028}"] {
      for text in [
        "a\(scalar)b@example.org", "a@exam\(scalar)ple.org", "\(scalar)a@example.org", "a@example.org\(scalar)", "a\(scalar)@example.org",
      ] {
        #expect(throws: AddressError.self) { try EmailAddress(text) }
      }
    }
    for text in ["\"a\(Unicode.Scalar(code))b\"@example.org", "\"a\\\(Unicode.Scalar(code))b\"@example.org"] where code != 0x20 {
      #expect(throws: AddressError.self) { try EmailAddress(text) }
    }
  }

  @Test("64 octets before the @, 63 in a label and 254 in all are the most")
  func lengths() throws {
    let label = String(repeating: "d", count: 63)
    let domain = "\(label).\(label).\(label.dropLast(2)).org"
    let longest = String(repeating: "a", count: 254 - 1 - domain.utf8.count) + "@" + domain
    #expect(try EmailAddress(longest).description.utf8.count == 254)
    #expect(refusal("a" + longest) == .addressTooLong)
    #expect(refusal(String(repeating: "a", count: 65) + "@example.org") == .localPartTooLong)
    #expect(refusal(String(repeating: "é", count: 33) + "@example.org") == .localPartTooLong)
    #expect(refusal("a@\(label)d.org") == .labelTooLong)
  }

  @Test("an error names the rule and the value and says what to do")
  func errors() {
    #expect(refusal("ann") == .missingAt)
    #expect(refusal("ann@localhost") == .singleLabel)
    #expect(refusal("ann@[192.0.2.1]") == .addressLiteral)
    #expect(refusal("ann doe@example.org") == .character("a space"))
    #expect(refusal("ann@exämple.org\0.evil.example") == .character("U+0000"))
    #expect(refusal("ann@exa_mple.org") == .character("'_'"))
    #expect(AddressError.description(of: "ann\n@example.org") == #""ann\n@example.org" holds U+000A, which cannot stand there"#)
    #expect(AddressError.description(of: "ann") == #""ann" has no @: write name@domain"#)
  }

  private func refusal(_ text: String) -> AddressError.Rule? {
    do {
      _ = try EmailAddress(text)
      return nil
    } catch {
      return error.rule
    }
  }
}

extension AddressError {
  fileprivate static func description(of text: String) -> String {
    do {
      return try EmailAddress(text).description
    } catch {
      return error.description
    }
  }
}
