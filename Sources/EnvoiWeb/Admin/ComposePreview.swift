internal import Envoi
internal import Foundation
internal import MessageFormat

/// The message as its first recipient gets it.
struct ComposePreview: Sendable {
  struct Fact: Sendable {
    let label: String
    let value: String
  }

  /// How an SMS goes out.
  struct SMS: Sendable {
    let recipient: String
    let encoding: String
    let parts: String
    let cost: String
  }

  let facts: [Fact]
  let text: String?
  let hasHTML: Bool
  let messages: [SMS]
  let hasMessages: Bool
  let warnings: [String]

  init(
    _ message: RenderedMessage, sms: [SMSPreview], due: Formatting.Moment?, replyTo: String, files: [AttachedFiles.Part], _ labels: Labels
  ) {
    let recipient = message.name.map { "\($0) <\(message.recipient)>" } ?? "\(message.recipient)"
    let all: [(String, String?)] = [
      ("from", message.sender), ("to", recipient), ("reply_to", replyTo.isEmpty ? nil : replyTo), ("subject", message.subject),
      ("send_at", due?.text), ("files", files.isEmpty ? nil : files.compactMap(\.fileName).joined(separator: ", ")),
    ]
    facts = all.compactMap { name, value in value.map { Fact(label: labels("compose_\(name)"), value: $0) } }
    (text, hasHTML) = (message.text, message.html != nil)
    let formatting = Formatting(labels.language)
    messages = sms.map {
      SMS(
        recipient: "\($0.recipient)", encoding: $0.text.encoding.rawValue, parts: formatting.number($0.text.parts.count),
        cost: $0.cost ?? "–")
    }
    hasMessages = !messages.isEmpty
    var warnings: [String] = []
    if message.recipient.channel == .email, message.subject?.isEmpty != false { warnings.append(labels("compose_no_subject")) }
    if let html = message.html {
      if message.text == nil { warnings.append(labels("compose_no_text")) }
      if html.firstMatch(of: /(?i)(?:src|background)\s*=[\s"']*(?:https?:)?\/\/|url\([\s"']*(?:https?:)?\/\//) != nil {
        warnings.append(labels("compose_remote"))
      }
    }
    if let changes = sms.first?.changes, !changes.isEmpty {
      let list = changes.map { "\($0.from) → \($0.to.isEmpty ? "∅" : $0.to)" }.joined(separator: ", ")
      warnings.append(labels("compose_plainer", ["changes": list]))
    }
    self.warnings = warnings
  }
}
