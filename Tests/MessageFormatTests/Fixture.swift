import Foundation
import MessageFormat

/// Small things that many tests need.
enum Fixture {
  static let messageID = "<1.1@example.org>"
  static let date = Date(timeIntervalSince1970: 1_795_256_100)

  /// U+FDD0, which a literal cannot have.
  static let noncharacter = Unicode.Scalar(UInt32(0xfdd0)).map { String($0) } ?? ""

  static func mailbox(_ text: String = "Ann Doe <ann@example.org>") throws -> Mailbox { try Mailbox(text) }

  static func message(
    subject: String = "Hello", text: String? = "Hello", html: String? = nil, headers: [HeaderField] = [], attachments: [Attachment] = []
  ) throws -> Message {
    try Message(
      from: mailbox("News <news@example.org>"), subject: subject, text: text, html: html, headers: headers, attachments: attachments)
  }

  static func compose(_ message: Message, to recipient: Mailbox? = nil, variables: String? = nil) throws -> [UInt8] {
    var bytes: [UInt8] = []
    _ = try message.compose(to: recipient ?? mailbox(), variables: variables, messageID: messageID, date: date, into: &bytes)
    return bytes
  }

  /// Texts that mail software gets wrong.
  static let texts = [
    "plain", "", " ", "  leading and trailing  ", "a  b   c", "été à Noël", "Привет, мир", "こんにちは世界", "שלום עולם", "مرحبا بالعالم",
    "👩‍👩‍👧‍👦 family 🇫🇷", "e\u{301}\u{323} combining", "\u{202b}rtl mark\u{202c}", "=?UTF-8?Q?fake?=", "= equals = signs ==", "\"quoted\" \\ back",
    "a, b; c: d <e@f.g> (h)", "?=?=?", "_under_score_", "tab\there", String(repeating: "long ", count: 60) + "end",
    String(repeating: "x", count: 300),
    String(repeating: "é", count: 200), String(repeating: "日本語", count: 60), String(repeating: "🙂", count: 100),
    "x" + String(repeating: "🙂", count: 40),
    ".", "..", "From here", "--=_boundary", "% & # {single brace}",
  ]

  /// Up to `count` characters of many scripts and of those that encodings stumble over.
  static func randomText(_ count: Int, lineBreaks: Bool, using random: inout some RandomNumberGenerator) -> String {
    let alphabet: [Character] =
      Array("aZ09 .,;:=?_-<>()[]\"'\\/@%&#!*+~^`|éßñçЖяאבعر日本語한🙂👍🏽\u{301}\u{200d}\u{a0}  ")
      + (lineBreaks ? ["\n", "\r\n", "\r", "\t", "."] : [])
    let characters = (0..<Int.random(in: 0...count, using: &random)).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
    }
    return String(characters)
  }
}
