internal import Envoi
internal import Postgres

/// The list of rows, as chora's *File d'envoi* had it: the five counts, filters that stand in the URL, and what can be done with the rows.
struct QueuePage: Sendable {
  private static let pageSize = 50

  let queue: Queue
  let sites: Sites
  let operations: Operations

  struct Model: Sendable {
    let filter: FilterForm
    let undo: [UndoBar]
    /// Nil where the filter is wrong.
    let part: Part?
    let live: String
  }

  /// What keeps itself current.
  struct Part: Sendable {
    let counts: [StateCount]
    let rows: [RowLine]
    let canChange: Bool
    let query: String
    let older: String?
    let newest: String?
    let summary: String
    let sendable: [Choice]
    /// The filter, with all that is in error.
    let resend: String
  }

  struct StateCount: Sendable {
    let state: String
    let label: String
    let count: String
    let query: String
    let isCurrent: Bool
  }

  func page(_ request: PageRequest) async throws -> Model {
    let visible = try await visibleSites(request)
    do {
      let filter = try self.filter(request, visible)
      return try await Model(
        filter: FilterForm(Fields(filter.fields(sites: visible)), request.labels, visible), undo: undoBars(request),
        part: part(request, filter, visible), live: liveQuery(request))
    } catch let error as InvalidInput {
      // Nobody takes other rows for those that were asked for.
      return try await Model(
        filter: FilterForm(request.query, request.labels, visible, problem: Complaint(error, request.labels)), undo: undoBars(request),
        part: nil, live: "")
    }
  }

  func filter(_ request: PageRequest, _ visible: [Site]) throws -> QueueFilter {
    try QueueFilter(request.query, sites: visible).visible(to: request.user)
  }

  func visibleSites(_ request: PageRequest) async throws -> [Site] {
    let user = try request.user
    return try await sites.all().filter { user.role(on: $0.id) != nil }
  }

  private func liveQuery(_ request: PageRequest) -> String {
    Fields(request.query.pairs.filter { $0.name != "notice" && $0.name != "n" }.map { ($0.name, $0.value) }).urlEncoded
  }

  private func undoBars(_ request: PageRequest) async throws -> [UndoBar] {
    try await operations.open(user: request.user.id).map { UndoBar($0, request.labels) }
  }

  func part(_ request: PageRequest, _ filter: QueueFilter, _ visible: [Site]) async throws -> Part {
    let labels = request.labels
    let formatting = Formatting(labels.language)
    let before = request.query["before"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    // By whatever states are chosen, the counts are of all five.
    var anyState = filter
    anyState.statuses = []
    anyState.reason = nil
    let counts = try await queue.counts(anyState)
    let rows = try await queue.page(filter, before: before, limit: Self.pageSize + 1)
    let zones = Dictionary(uniqueKeysWithValues: visible.map { ($0.domain, $0.timeZone) })
    let shown = rows.prefix(Self.pageSize)
    let editable = try request.user.sites(for: .editor)
    var errors = anyState
    errors.statuses = [.error]
    return Part(
      counts: QueueStatus.allCases.map { status in
        var only = anyState
        only.statuses = [status]
        return StateCount(
          state: status.rawValue, label: labels("status_\(status.rawValue)"), count: counts[status].text(formatting, labels),
          query: Fields(only.fields(sites: visible)).urlEncoded, isCurrent: filter.statuses == [status])
      },
      rows: shown.map { RowLine($0, labels, Formatting(labels.language, zone: zones[$0.site] ?? "UTC")) },
      canChange: editable != [], query: Fields(filter.fields(sites: visible)).urlEncoded,
      older: rows.count > Self.pageSize
        ? shown.last.map { Fields(filter.fields(sites: visible) + [("before", "\($0.id)")]).urlEncoded } : nil,
      newest: before == nil ? nil : Fields(filter.fields(sites: visible)).urlEncoded,
      summary: shown.isEmpty ? labels("queue_empty") : labels("queue_shown", count: shown.count),
      sendable: visible.filter { editable?.contains($0.id) ?? true }.map { Choice($0.domain, $0.domain, isChosen: filter.site == $0.id) },
      resend: Fields(errors.fields(sites: visible)).urlEncoded)
  }
}

extension QueueFilter {
  /// The same, within what a user may see, or do something with.
  func visible(to user: User, for role: Role = .viewer) -> QueueFilter {
    var filter = self
    filter.sites = user.sites(for: role)
    return filter
  }
}

extension User {
  /// The sites where they may do this; nil: all.
  func sites(for role: Role) -> Set<Int32>? {
    let grants = grants.filter { $0.role >= role }
    return grants.contains { $0.site == nil } ? nil : Set(grants.compactMap(\.site))
  }
}
