internal import Postgres
internal import Synchronization

/// One connection's part of what this process owes the database. Each has its own, so that twenty connections do not queue for one lock
/// at every mail; the ledger empties them all.
final class Outbox: Sendable {
  struct Content {
    /// The row whose content was begun and whose outcome is not known.
    var begun: (id: Int, token: Int)?
    /// Outcomes that the database does not have yet.
    var settled: [Settlement] = []
    /// Lines that the journal does not have yet: an outcome waits for the intent that follows it at once, to be one write.
    var unwritten = CopyText()
  }

  private let content = Mutex(Content())
  private let journal: Journal
  /// Called with the first outcome since the box was emptied.
  private let filled: @Sendable () -> Void
  private let failed: @Sendable (JournalError) -> Void

  init(journal: Journal, filled: @escaping @Sendable () -> Void, failed: @escaping @Sendable (JournalError) -> Void) {
    (self.journal, self.filled, self.failed) = (journal, filled, failed)
  }

  // Memory and journal change under one lock, so that a journal that is rewritten has what memory has.

  /// The intent: the content is about to be written.
  func begins(_ parcel: Parcel) throws(JournalError) {
    try note { content in
      Journal.intent(parcel.id, parcel.token, into: &content.unwritten)
      content.begun = (parcel.id, parcel.token)
    }
  }

  /// The outcome. It is kept even when the journal fails: the database gets it all the same. `begins` or `write` follows soon.
  func settle(_ settlement: Settlement) {
    let isFirst = content.withLock { content in
      if content.begun?.id == settlement.id { content.begun = nil }
      Journal.outcome(settlement, into: &content.unwritten)
      content.settled.append(settlement)
      return content.settled.count == 1
    }
    if isFirst { filled() }
  }

  /// Nothing follows at once: what is unwritten is written.
  func write() { try? note { _ in } }

  private func note(_ change: (inout Content) -> Void) throws(JournalError) {
    let failure = content.withLock { content -> JournalError? in
      change(&content)
      guard !content.unwritten.bytes.isEmpty else { return nil }
      defer { content.unwritten.removeAll() }
      do throws(JournalError) { try journal.append(content.unwritten) } catch {
        content.begun = nil
        return error
      }
      return nil
    }
    if let failure {
      failed(failure)
      throw failure
    }
  }

  /// Takes the outcomes out.
  func empty() -> [Settlement] {
    content.withLock { content in
      defer { content.settled = [] }
      return content.settled
    }
  }

  /// Locks all of them, and passes what is in them.
  static func locking(_ boxes: ArraySlice<Outbox>, _ contents: [Content] = [], _ body: ([Content]) -> Void) {
    guard let box = boxes.first else { return body(contents) }
    box.content.withLock { locking(boxes.dropFirst(), contents + [$0], body) }
  }
}
