import MessageFormat
import Testing

private let addressVectors = "address-email-validator/vectors.json"

/// The vectors of the Python libraries email-validator and pyisemail.
@Suite(.enabled(if: Corpus.has(addressVectors), "the corpus is not on this machine"))
struct EmailAddressVectorTests {
  let vectors: [String: Any]

  init() throws { vectors = try Corpus.json(addressVectors) }

  @Test("valid addresses come out in their wire form", arguments: ["test_email_valid", "test_email_valid_intl_local_part"])
  func valid(group: String) throws {
    let cases = try #require(vectors[group] as? [[Any]])
    for vector in cases {
      let text = try #require(vector[0] as? String)
      let fields = try #require(vector[1] as? [String: Any])
      let address = try Mailbox(text).address
      #expect(address.localPart == fields["local_part"] as? String)
      // Where the local part is international the vectors leave the domain in Unicode: A-labels go over every server.
      if let domain = fields["ascii_domain"] as? String { #expect(address.domain == domain) }
      // A difference: U+1FEF is a grave accent in its canonical form, and that needs no SMTPUTF8.
      #expect(address.isInternational == (fields["smtputf8"] as? Bool == true && address.localPart != "`"))
    }
  }

  @Test("a quoted local part keeps only the quotes it needs")
  func quoted() throws {
    for vector in try #require(vectors["test_email_valid_only_if_quoted_local_part"] as? [[String]]) {
      #expect(try EmailAddress(vector[0]).localPart == vector[1])
    }
  }

  /// Differences: lengths are measured on the wire, so a decomposed character counts as its composed form; and a right-to-left label may
  /// stand beside one that begins with a digit, which RFC 5893 section 3 calls a matter of registration and libidn2 lets pass.
  private static func differs(_ text: String) -> Bool {
    text.hasPrefix("my.s\u{323}\u{307}") || ["me@1.xn--4dbc.com", "me@xn--4dbc.1.com", "me@1.xn--4dbrk0ce"].contains(text)
  }

  @Test("what breaks the syntax is refused", arguments: ["test_email_invalid_syntax", "test_email_invalid_syntax_strict"])
  func invalid(group: String) throws {
    for vector in try #require(vectors[group] as? [[String]]) where !Self.differs(vector[0]) {
      #expect(throws: AddressError.self, "\(vector[0].debugDescription): \(vector[1])") { try EmailAddress(vector[0]) }
    }
  }

  @Test("what breaks the syntax of a mailbox is refused")
  func invalidMailbox() throws {
    for text in try #require(vectors["test_email_invalid_syntax_display_name"] as? [String]) {
      #expect(throws: AddressError.self, "\(text)") { try Mailbox(text) }
    }
  }

  /// A difference: the library refuses special-use domains (RFC 6761), which staging and tests need.
  @Test("special-use domains are allowed")
  func reserved() throws {
    for text in try #require(vectors["test_email_invalid_reserved_domain"] as? [String]) {
      #expect(throws: Never.self) { try EmailAddress(text) }
    }
  }

  @Test("characters that nobody sees or means are refused in a local part")
  func unsafe() throws {
    for vector in try #require(vectors["test_email_unsafe_character"] as? [[String]]) {
      #expect(throws: AddressError.self, "\(vector[1])") { try EmailAddress(vector[0] + "test@example.com") }
    }
  }

  /// pyisemail rates RFC 5322 addresses; SMTP carries those it calls valid and those with a quoted local part. Differences: address
  /// literals are refused, and a local part of 65 octets with a needless backslash has 64 without it.
  @Test("exactly what SMTP carries is accepted")
  func pyisemail() throws {
    for vector in try #require(vectors["test_pyisemail_tests"] as? [[String]]) {
      let carried = vector[0].contains("abcdefg\\h") || ["ISEMAIL_VALID", "ISEMAIL_RFC5321_QUOTEDSTRING"].contains(vector[1])
      #expect(((try? EmailAddress(vector[0])) != nil) == carried, "\(vector)")
    }
  }
}
