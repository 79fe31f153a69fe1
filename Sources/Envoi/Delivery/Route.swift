internal import Postgres

/// One way out of a site: what a lane sends, and what a claim takes.
struct Route: Hashable, Sendable {
  let site: Int32
  let channel: Channel
  /// Name of the transport of a chat: each chat is a way of its own.
  var chat: String?

  /// Its rows. The channel is a literal: only from one does the planner see that an index of the chats will do.
  var rows: SQL {
    let rows: SQL = "site_id = \(site) AND channel = '\(unescaped: channel.rawValue)'"
    guard let chat else { return rows }
    return "\(sql: rows) AND destination = \(chat)"
  }
}
