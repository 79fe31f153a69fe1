internal import Postgres

/// One way out of a site: what a lane sends, and what a claim takes.
struct Route: Hashable, Sendable {
  let site: Int32
  let channel: Channel
  /// Name of the transport where each is a way of its own.
  let transport: String?

  /// `7` for the mail of site 7, `7 sms`; nil for what goes by name.
  init?(notification: String) {
    let words = notification.split(separator: " ")
    guard let site = words.first.flatMap({ Int32($0) }), words.count == 1 || words[1] == Channel.sms.rawValue else { return nil }
    self.init(site: site, channel: words.count == 1 ? .email : .sms)
  }

  /// - Parameter destination: of the rows.
  init(site: Int32, channel: Channel, destination: String? = nil) {
    (self.site, self.channel, transport) = (site, channel, channel.isByName ? destination : nil)
  }

  /// Its rows. The channel is a literal: only from one does the planner see that the index of those that go by name will do.
  var rows: SQL {
    let rows: SQL = "site_id = \(site) AND channel = '\(unescaped: channel.rawValue)'"
    guard let transport else { return rows }
    return "\(sql: rows) AND destination = \(transport)"
  }
}
