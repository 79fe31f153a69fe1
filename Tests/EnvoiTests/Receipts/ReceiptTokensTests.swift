import Testing

@testable import Envoi

@Suite("Tokens of receipts")
struct ReceiptTokensTests {
  private func tokens(_ key: String = "correct horse battery staple", old: String? = nil) throws -> ReceiptTokens {
    ReceiptTokens(secretKey: try SecretKey(key, old: old))
  }

  @Test("a row's token says which row and generation, and is short enough for a client's reference")
  func row() throws {
    let tokens = try tokens()
    for (id, generation) in [(1, 1), (9_999_999_999_999, 32767)] {
      let token = tokens.row(id, generation: generation, transport: 7)
      #expect(token.utf8.count <= 40 && token.wholeMatch(of: /[0-9]+\.[0-9]+\.[0-9a-f]{20}/) != nil)
      let parsed = try #require(tokens.parse(token, transport: 7))
      #expect(parsed == (id, generation))
    }
  }

  @Test("a token is nobody else's: another transport's, row's, generation's or key's is none, and neither is one that was touched")
  func bound() throws {
    let tokens = try tokens()
    let token = tokens.row(12, generation: 3, transport: 7)
    #expect(tokens.parse(token, transport: 8) == nil)
    #expect(try self.tokens("another horse, another staple").parse(token, transport: 7) == nil)
    #expect(!tokens.isAccount(token, transport: 7) && tokens.parse(tokens.account(transport: 7), transport: 7) == nil)
    let code = token.split(separator: ".")[2]
    for other in [
      "13.3.\(code)", "12.4.\(code)", "1.23.\(code)", "+12.3.\(code)", "012.3.\(code)", "12.3.", "12.3", "12.3.\(code)0", "..", "",
    ] {
      #expect(tokens.parse(other, transport: 7) == nil, "\(other)")
    }
    for index in token.indices {
      let changed = token.replacingCharacters(in: index...index, with: token[index] == "1" ? "2" : "1")
      #expect(tokens.parse(changed, transport: 7) == nil, "\(changed)")
    }
  }

  @Test("an account's token is its transport's")
  func account() throws {
    let tokens = try tokens()
    let token = tokens.account(transport: 7)
    #expect(token.utf8.count == 32 && tokens.isAccount(token, transport: 7) && !tokens.isAccount(token, transport: 8))
    #expect(!tokens.isAccount(String(token.dropLast()), transport: 7) && !tokens.isAccount("", transport: 7))
  }

  @Test("while the key is rotated, what the old one made is taken, and the new one makes tokens")
  func rotation() throws {
    let before = try tokens()
    let during = try tokens("a new key, long enough", old: "correct horse battery staple")
    let after = try tokens("a new key, long enough")
    let (row, account) = (before.row(5, generation: 1, transport: 2), before.account(transport: 2))
    #expect(during.parse(row, transport: 2) != nil && during.isAccount(account, transport: 2))
    #expect(after.parse(row, transport: 2) == nil && !after.isAccount(account, transport: 2))
    #expect(during.row(5, generation: 1, transport: 2) == after.row(5, generation: 1, transport: 2))
  }
}

extension String {
  fileprivate func replacingCharacters(in range: ClosedRange<Index>, with text: String) -> String {
    String(self[..<range.lowerBound]) + text + String(self[index(after: range.upperBound)...])
  }
}
