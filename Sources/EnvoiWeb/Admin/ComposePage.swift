internal import Envoi
internal import Foundation
internal import MessageFormat
internal import Postgres

/// What the page on which a message is written shows.
struct ComposePage: Sendable {
  let sites: [Choice]
  let channels: [Choice]
  /// Site and channel, for the addresses of the form.
  let target: String
  let site: String
  let sender: String
  let zone: String
  let channel: String
  let isMail: Bool
  let isSMS: Bool
  let isChat: Bool
  let chats: [Choice]
  let written: ComposeForm
  let key = AccessToken().text
  let limit: String
  var problem: String?
  /// The field that has it.
  var wrong: [String: Bool] = [:]
  /// Whether the problem is in English.
  var isRule = false
  var notice: String?
  /// Files were chosen, and no browser keeps them.
  var hadFiles = false
  var preview: ComposePreview?

  init(_ desk: ComposeDesk, _ written: ComposeForm, _ labels: Labels) {
    let site = desk.door.site
    sites = desk.sites.map { Choice($0.domain, $0.domain, isChosen: $0.id == site.id) }
    channels = desk.door.channels.map { Choice($0.rawValue, labels("channel_\($0.rawValue)"), isChosen: $0 == desk.channel) }
    target = "?" + Fields([("site", site.domain), ("channel", desk.channel.rawValue)]).urlEncoded
    (self.site, sender, zone) = (site.domain, site.sender.description, site.timeZone)
    channel = labels("channel_\(desk.channel.rawValue)")
    (isMail, isSMS, isChat) = (desk.channel == .email, desk.channel == .sms, desk.channel == .chat)
    chats = desk.door.chatNames.map { Choice($0, $0, isChosen: written.chats.contains($0)) }
    self.written = written
    limit = Int64(site.attachmentLimit).formatted(.byteCount(style: .file).locale(Formatting(labels.language).locale))
  }

  /// Says what is wrong, beside its field.
  ///
  /// - Parameter isTest: it went to who gets tests, not to who stands in the form.
  mutating func complain(_ error: InvalidInput, isTest: Bool, _ labels: Labels) {
    var field = String(error.field.prefix { $0 != "[" && $0 != "." })
    (problem, isRule) = (error.description, true)
    if field == "key" {
      // It is the form's own: another text came with it before.
      (problem, isRule) = (labels("compose_sent_before"), false)
    } else if error.field.hasSuffix("].variables"), let missing = error.rule.wholeMatch(of: /missing: (.*)/)?.1 {
      let others = missing.split(separator: ", ").filter { $0 != "name" }.map { "{{\($0)}}" }
      if others.isEmpty {
        let index = error.field.firstMatch(of: /[0-9]+/).flatMap { Int($0.output) } ?? 0
        let recipients = isTest ? [written.test] : (try? written.recipients(.email)) ?? []
        let recipient = recipients.indices.contains(index) ? recipients[index] : ""
        problem = isMail ? labels("compose_name_missing", ["recipient": recipient]) : labels("compose_no_names")
      } else {
        problem = labels("compose_unknown", ["names": others.joined(separator: ", ")])
      }
      isRule = false
      if !isMail || !others.isEmpty { field = "text" }
    }
    if isTest, field == "to" { field = "test" }
    wrong = [field == "attachments" ? "files" : field: true]
  }
}
