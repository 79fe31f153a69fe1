internal import MessageFormat
public import Postgres

/// Which rows. What is not said is not asked for, but that the rows of webhooks, which tell of others, are meant only where ids, channel or
/// destination are named: who cancels all that waits does not cancel the news of it.
///
/// Quick at any size: ids, and by index site, status, reason, recipient, reference, newsletter; message and times bound the ids. Channel and
/// tag have none: what the others find, or else every row from the newest on, is looked through for them.
public struct QueueFilter: Sendable, Equatable {
  public var ids: [Int]?
  public var site: Int32?
  /// Sites beyond which nothing is seen, whatever else is asked for; nil: all.
  public var sites: Set<Int32>?
  public var statuses: [QueueStatus] = []
  public var reason: Reason?
  public var recipient: Recipient?
  public var channel: Channel?
  /// Name of the chat or webhook, domain of the recipients.
  public var destination: String?
  public var message: Int?
  public var newsletter: Int?
  /// Put in at this time or later.
  public var since: Timestamp?
  /// Put in at this time or before.
  public var until: Timestamp?
  public var reference: String?
  public var tag: String?
  /// No row that has a higher id: what came later is not meant.
  public var highest: Int?

  public init() {}

  /// The same rows as far as they are in one of these states; nil where there can be none.
  func limited(to allowed: [QueueStatus]) -> QueueFilter? {
    var filter = self
    filter.statuses = statuses.isEmpty ? allowed : allowed.filter(statuses.contains)
    return filter.statuses.isEmpty ? nil : filter
  }

  /// Of the table `envoi.queue q`.
  var condition: SQL {
    var condition: SQL = "true"
    func also(_ part: SQL) { condition = "\(sql: condition) AND \(sql: part)" }
    if let ids { also("q.id = ANY(\(ids))") }
    if let site { also("q.site_id = \(site)") }
    if let sites { also("q.site_id = ANY(\(sites.sorted()))") }
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
      // A webhook has a name as a chat has.
      let named = channel == .webhook ? channel : recipient?.channel
      also("q.channel = \(named?.rawValue)::envoi.channel AND q.recipient = \(recipient?.description)")
    case nil: break
    }
    if ids == nil, channel == nil, destination == nil { also("q.channel <> 'webhook'") }
    if let destination { also("q.destination = \(destination)") }
    if let channel { also("q.channel = \(channel.rawValue)::envoi.channel") }
    if let message {
      // The message says where its rows are: no index on message_id is needed.
      also(
        """
        q.message_id = \(message) AND q.id BETWEEN (SELECT first_row FROM envoi.message WHERE id = \(message))
          AND (SELECT last_row FROM envoi.message WHERE id = \(message))
        """)
    }
    if let newsletter { also("q.newsletter_id = \(newsletter)") }
    if let since { also("q.created_at >= \(since)") }
    if let until { also("q.created_at <= \(until)") }
    if let reference { also("q.reference = \(reference)") }
    if let tag { also("q.tags @> ARRAY[\(tag)]") }
    if let highest { also("q.id <= \(highest)") }
    return condition
  }
}
