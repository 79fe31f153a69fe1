internal import Postgres

/// One way out of a site: what a lane sends, and what a claim takes.
struct Route: Hashable, Sendable {
  let site: Int32
  let channel: Channel
  /// Name of the transport of a chat: each chat is a way of its own.
  var chat: String?

  /// `7` for the mail of site 7, `7 sms`; nil for the chats, each of which is a way of its own.
  init?(notification: String) {
    let words = notification.split(separator: " ")
    guard let site = words.first.flatMap({ Int32($0) }), words.count == 1 || words[1] == Channel.sms.rawValue else { return nil }
    self.init(site: site, channel: words.count == 1 ? .email : .sms)
  }

  init(site: Int32, channel: Channel, chat: String? = nil) { (self.site, self.channel, self.chat) = (site, channel, chat) }

  /// Its rows. The channel is a literal: only from one does the planner see that an index of the chats will do.
  var rows: SQL {
    let rows: SQL = "site_id = \(site) AND channel = '\(unescaped: channel.rawValue)'"
    guard let chat else { return rows }
    return "\(sql: rows) AND destination = \(chat)"
  }
}
