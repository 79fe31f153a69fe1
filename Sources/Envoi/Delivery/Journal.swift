internal import Foundation
internal import Postgres

/// One process's notes of what it does with its leases, so that after a `kill -9` most doubt can be settled.
///
/// A file of lines as COPY reads them (replaying is a COPY and three UPDATEs), locked for the life of the process:
/// a claim before it is made, an intent before a content is written, an outcome when it is known. It is not synced: the page cache
/// survives the death of a process, and after the death of the machine only what it says is believed, never what it does not say.
struct Journal: Sendable {
  static let columns = "kind, id, token, status, reason, event, attempts, retry_in, due_in, code, reply, remote_id"
  static let suffix = ".journal"

  let path: String
  private let header: [UInt8]
  private var descriptor: Int32
  private var size: off_t

  /// Makes a new journal in `directory`, which is made too.
  init(in directory: String, header: JournalHeader) throws(JournalError) {
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch { throw JournalError(path: directory, what: "cannot be made", errno: nil) }
    path = "\(directory)/\(UUID().uuidString.lowercased())\(Self.suffix)"
    self.header = Array("\(header)\n".utf8)
    descriptor = -1
    size = 0
    try rewrite([])
  }

  var byteCount: Int { Int(size) }

  /// Appends lines, all or nothing.
  mutating func append(_ lines: [UInt8]) throws(JournalError) {
    let written = lines.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    guard written == lines.count else {
      let reason = written < 0 ? errno : ENOSPC
      // A torn line must not be continued by the next one.
      ftruncate(descriptor, size)
      lseek(descriptor, size, SEEK_SET)
      throw JournalError(path: path, what: "cannot be written", errno: reason)
    }
    size += off_t(written)
  }

  /// Replaces everything by `lines`: what is settled need not be known any more. The new file has its lock before it has its name.
  mutating func rewrite(_ lines: [UInt8]) throws(JournalError) {
    let draft = path + ".new"
    let new = open(draft, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard new >= 0 else { throw JournalError(path: draft, what: "cannot be made", errno: errno) }
    let old = (descriptor, size)
    descriptor = new
    size = 0
    do throws(JournalError) {
      guard flock(new, LOCK_EX | LOCK_NB) == 0 else { throw JournalError(path: draft, what: "cannot be locked", errno: errno) }
      try append(header + lines)
      guard rename(draft, path) == 0 else { throw JournalError(path: path, what: "cannot be replaced", errno: errno) }
    } catch {
      (descriptor, size) = old
      close(new)
      unlink(draft)
      throw error
    }
    if old.0 >= 0 { close(old.0) }
  }

  /// Ends it when nothing in it is needed any more.
  func remove() {
    unlink(path)
    close(descriptor)
  }

  static func claim(_ token: Int, into lines: inout CopyText) { line("c", nil, token, into: &lines) }
  static func intent(_ id: Int, _ token: Int, into lines: inout CopyText) { line("i", id, token, into: &lines) }

  private static func line(_ kind: String, _ id: Int?, _ token: Int, into lines: inout CopyText) {
    lines.append(kind)
    lines.append(id)
    lines.append(token)
    for _ in 0..<9 { lines.append(String?.none) }
    lines.endRow()
  }

  static func outcome(_ settlement: Settlement, into lines: inout CopyText) {
    lines.append("o")
    lines.append(settlement.id)
    lines.append(settlement.token)
    lines.append(settlement.status.rawValue)
    lines.append(settlement.reason?.rawValue)
    lines.append(settlement.event)
    lines.append(settlement.attempts)
    lines.append(settlement.retryIn.map { Int($0) })
    lines.append(settlement.dueIn.map { Int($0) })
    lines.append(settlement.code)
    lines.append(settlement.reply)
    lines.append(settlement.remoteID)
    lines.endRow()
  }
}
