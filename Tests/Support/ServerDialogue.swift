import Foundation

/// One session of a ``ScriptedSMTPServer``, on its own thread.
final class ServerDialogue {
  typealias Note = ((inout ScriptedSMTPServer.State) -> Void) -> Void

  private(set) var isReset = false
  private let client: TCPSocket
  private let number: Int
  private let extensions: [String]
  private let script: @Sendable (ScriptedSMTPServer.Command) -> ScriptedSMTPServer.Action?
  private var input: [UInt8] = []
  private var sender: String?
  private var recipient: String?
  private var mailCommands = 0
  private var transaction: Int { max(0, mailCommands - 1) }

  init(
    _ client: TCPSocket, _ number: Int, _ extensions: [String],
    _ script: @escaping @Sendable (ScriptedSMTPServer.Command) -> ScriptedSMTPServer.Action?
  ) {
    self.client = client
    self.number = number
    self.extensions = extensions
    self.script = script
  }

  func run(_ note: Note) {
    guard answer("CONNECT", "", "220 scripted ESMTP") != nil else { return }
    while let line = next(upTo: "\r\n", note) {
      let verb = String(line.prefix { $0 != " " }).uppercased()
      if verb == "MAIL" { mailCommands += 1 }
      guard let code = answer(verb, line, ordinary(verb)) else { return }
      switch verb {
      case "QUIT": return
      case "EHLO", "RSET": (sender, recipient) = (nil, nil)
      case "MAIL" where code < 400: sender = Self.path(line)
      case "RCPT" where code < 400: recipient = Self.path(line)
      case "DATA" where code < 400:
        guard takeContent(note) else { return }
      default: break
      }
    }
  }

  private func ordinary(_ verb: String) -> String {
    switch verb {
    case "EHLO":
      (["scripted"] + extensions).enumerated().map { $0 == extensions.count ? "250 \($1)" : "250-\($1)" }.joined(separator: "\r\n")
    case "RCPT" where sender == nil: "503 5.5.1 MAIL first"
    case "DATA" where recipient == nil: "503 5.5.1 RCPT first"
    case "DATA": "354 go on"
    case "QUIT": "221 2.0.0 bye"
    default: "250 2.0.0 ok"
    }
  }

  private func takeContent(_ note: Note) -> Bool {
    // The first line may be the dot already: then there is no CRLF before it.
    input.insert(contentsOf: "\r\n".utf8, at: 0)
    guard let content = nextBytes(upTo: "\r\n.\r\n", note)?.dropFirst(2) else { return false }
    let whole = content.isEmpty ? [] : Array(content) + Array("\r\n".utf8)
    let ordinary = recipient == nil ? "554 5.5.1 no valid recipients" : "250 2.0.0 Ok: queued as \(number)-\(transaction)"
    let code = answer(".", ".", ordinary)
    if let recipient {
      let mail = ScriptedSMTPServer.Mail(
        sender: sender ?? "", recipient: recipient, content: whole, isAcknowledged: (200..<300).contains(code ?? 0))
      note { $0.mails.append(mail) }
    }
    (sender, recipient) = (nil, nil)
    return code != nil && code != 0
  }

  /// Answers; the code, or nil when the session ends here.
  private func answer(_ verb: String, _ line: String, _ ordinary: String) -> Int? {
    let command = ScriptedSMTPServer.Command(verb: verb, line: line, session: number, transaction: transaction, isFollowed: !input.isEmpty)
    switch script(command) ?? .reply(ordinary) {
    case .reply(let text): return client.send(Array("\(text)\r\n".utf8)) ? Int(text.prefix(3)) ?? 999 : nil
    case .replyThenClose(let text):
      client.send(Array("\(text)\r\n".utf8))
      return verb == "." ? closed(after: text) : nil
    case .close: return nil
    case .reset:
      isReset = true
      return nil
    case .stall:
      while !client.receive().isEmpty {}
      return nil
    case .drip(let text, let pause):
      for byte in text.utf8 {
        usleep(UInt32(pause) * 1000)
        guard client.send([byte]) else { return nil }
      }
      return nil
    }
  }

  /// The dot's answer counts, and the session ends.
  private func closed(after text: String) -> Int? {
    client.shutDown()
    return Int(text.prefix(3))
  }

  private func next(upTo end: String, _ note: Note) -> String? {
    nextBytes(upTo: end, note).map { String(decoding: $0, as: UTF8.self) }
  }

  private func nextBytes(upTo end: String, _ note: Note) -> [UInt8]? {
    let end = Array(end.utf8)
    var searched = 0
    while true {
      if let found = input[searched...].firstRange(of: end) {
        defer { input.removeSubrange(..<found.upperBound) }
        return Array(input[..<found.lowerBound])
      }
      searched = max(0, input.count - end.count)
      let more = client.receive()
      guard !more.isEmpty else { return nil }
      note { $0.received[number, default: []] += more }
      input += more
    }
  }

  private static func path(_ line: String) -> String { String(line.drop { $0 != "<" }.dropFirst().prefix { $0 != ">" }) }
}
