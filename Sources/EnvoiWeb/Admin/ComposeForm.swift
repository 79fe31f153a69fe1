internal import Envoi
internal import Foundation
internal import Postgres

/// What somebody has written on the page, as it was typed.
struct ComposeForm: Sendable {
  private static let mostRecipients = 50

  var to = ""
  var chats: [String] = []
  var subject = ""
  var text = ""
  var html = ""
  var replyTo = ""
  /// By the clocks of the site.
  var sendAt = ""
  /// Who gets a test.
  var test = ""
  /// The same form that comes twice is sent once. Made anew for each page.
  let key: String

  init(test: String) { (self.test, key) = (test, AccessToken().text) }

  init(_ form: Fields) {
    (to, chats, subject) = (form.raw("to"), form.all("chat"), form.raw("subject"))
    (text, html) = (form.raw("text").replacing("\r\n", with: "\n"), form.raw("html").replacing("\r\n", with: "\n"))
    (replyTo, sendAt, test) = (form.raw("reply_to"), form.raw("send_at"), form.raw("test"))
    key = form.raw("key")
  }

  func recipients(_ channel: Channel) throws(InvalidInput) -> [String] {
    let all = channel == .chat ? chats : Self.list(to)
    guard (1...Self.mostRecipients).contains(all.count) else {
      throw InvalidInput("to", "must have 1 to \(Self.mostRecipients) recipients", all.isEmpty ? nil : "\(all.count)")
    }
    return all
  }

  /// When it goes; nil: at once.
  func due(of site: Site) throws(InvalidInput) -> Timestamp? {
    guard !sendAt.isEmpty else { return nil }
    let moment = try LocalTime(sendAt, field: "send_at").moment(in: TimeZone(identifier: site.timeZone) ?? .gmt, field: "send_at")
    guard moment > .now else { throw InvalidInput("send_at", "is over; leave it empty to send at once", sendAt) }
    return moment
  }

  /// The message as a line of `envoi enqueue`.
  func message(_ channel: Channel, to recipients: [String], due: Timestamp? = nil, key: String? = nil, tag: String? = nil) throws -> Data {
    var object: [String: Any] = ["channel": channel.rawValue, "to": recipients]
    func set(_ name: String, _ value: String?) { if let value, value.contains(where: { !$0.isWhitespace }) { object[name] = value } }
    if channel == .email {
      object["subject"] = subject
      set("html", html)
      set("reply_to", replyTo)
    }
    set("text", text)
    set("due_at", due?.description)
    set("key", key)
    if let tag { object["tags"] = [tag] }
    return try JSONSerialization.data(withJSONObject: object)
  }

  /// Split at line ends, commas and semicolons that do not stand between quotes.
  private static func list(_ text: String) -> [String] {
    var isQuoted = false
    let parts = text.replacing("\r\n", with: "\n").split { character in
      if character == "\n" { isQuoted = false }
      if character == "\"" { isQuoted.toggle() }
      return character == "\n" || !isQuoted && (character == "," || character == ";")
    }
    return parts.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }
}
