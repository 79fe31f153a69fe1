internal import Postgres

/// The audit of a change of rows in many transactions: a line for each site, or one for all, whose count grows in each of them.
struct QueueAudit {
  private let action: String
  private let actor: Actor
  private let subject: String?
  private let detail: [String: String]
  private var lines: [Int32?: (id: Int, rows: Int)] = [:]

  init(_ kind: Operation.Kind, _ filter: QueueFilter, by actor: Actor) {
    (action, self.actor) = ("queue.\(kind.rawValue)", actor)
    let ids = filter.ids?.prefix(20).map(String.init) ?? []
    subject = ids.count == 1 ? ids[0] : nil
    let filter = ids + filter.fields(sites: []).map { "\($0)=\($1)" }
    detail = subject != nil || filter.isEmpty ? [:] : ["filter": filter.joined(separator: " ")]
  }

  /// - Parameter age: seconds; nil for what each site says.
  init(purgeOlderThan age: Int?, by actor: Actor) {
    (action, self.actor, subject) = ("queue.purge", actor, nil)
    detail = age.map { ["older than": DurationText.text($0)] } ?? [:]
  }

  mutating func add(_ changed: [QueueChange.Row], on connection: Connection) async throws {
    for (site, rows) in Dictionary(grouping: changed, by: \.site).sorted(by: { $0.key < $1.key }) {
      try await add(rows.count, site: site, on: connection)
    }
  }

  mutating func add(_ rows: Int, site: Int32?, on connection: Connection) async throws {
    let before = lines[site]
    let count = (before?.rows ?? 0) + rows
    if let before {
      try await connection.execute(
        "UPDATE envoi.audit SET detail = detail || jsonb_build_object('rows', \("\(count)")::text) WHERE id = \(before.id)")
      lines[site] = (before.id, count)
    } else {
      let note = AuditNote(action, detail: detail.merging(["rows": "\(count)"]) { $1 }, by: actor)
      lines[site] = (try await note.write(subject: subject, site: site, on: connection), count)
    }
  }
}
