internal import MessageFormat
public import Postgres

/// Which rows. What is not said is not asked for.
///
/// Quick at any size: ids, message, and pending, sending and error with a retry, which have indexes. The others look from the newest row
/// backwards, so they are quick where the limit is soon reached; an index for each would be written at every change of every row.
public struct QueueFilter: Sendable {
  public var ids: [Int]?
  public var site: Int32?
  public var statuses: [QueueStatus] = []
  public var reason: Reason?
  public var recipient: Recipient?
  public var channel: Channel?
  public var message: Int?
  public var since: Timestamp?
  public var reference: String?
  public var tag: String?

  public init() {}

  var condition: SQL {
    var condition: SQL = "true"
    func also(_ part: SQL) { condition = "\(sql: condition) AND \(sql: part)" }
    if let ids { also("q.id = ANY(\(ids))") }
    if let site { also("q.site_id = \(site)") }
    // Literals: only from them does the planner see that an index of the pending rows will do. They are words of an enum.
    if !statuses.isEmpty {
      also("(\(unescaped: statuses.map { "q.status = '\($0.rawValue)'" }.joined(separator: " OR ")))")
    }
    if let reason { also("q.reason = \(reason.rawValue)::envoi.reason") }
    switch recipient {
    // What came by SQL has its domain as it was typed.
    case .email(let address):
      also("q.destination = \(address.domain) AND left(q.recipient, -length(q.destination)) = \(address.localPart + "@")")
    case .phone, .chat:
      also("q.channel = \(recipient?.channel.rawValue)::envoi.channel AND q.recipient = \(recipient?.description)")
    case nil: break
    }
    if let channel { also("q.channel = \(channel.rawValue)::envoi.channel") }
    if let message {
      // The message says where its rows are: no index on message_id is needed.
      also(
        """
        q.message_id = \(message) AND q.id BETWEEN (SELECT first_row FROM envoi.message WHERE id = \(message))
          AND (SELECT last_row FROM envoi.message WHERE id = \(message))
        """)
    }
    if let since { also("q.created_at >= \(since)") }
    if let reference { also("q.reference = \(reference)") }
    if let tag { also("q.tags @> ARRAY[\(tag)]") }
    return condition
  }
}
