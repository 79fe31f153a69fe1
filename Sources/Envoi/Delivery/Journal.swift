internal import Foundation
internal import Glibc
internal import Postgres
internal import Synchronization

/// One process's notes of what it does with its leases, so that after a `kill -9` most doubt can be settled.
///
/// A file of lines as COPY reads them (replaying is a COPY and three UPDATEs), locked for the life of the process:
/// a claim before it is made, an intent before a content is written, an outcome when it is known. It is not synced: the page cache
/// survives the death of a process, and after the death of the machine only what it says is believed, never what it does not say.
///
/// Any thread appends, without a lock: O_APPEND keeps lines whole. `rewrite` is for whoever holds the lock of what the lines tell about.
final class Journal: Sendable {
  static let columns = "kind, id, token, status, reason, event, attempts, retry_in, due_in, code, reply, remote_id"
  static let suffix = ".journal"

  let path: String
  private let header: [UInt8]
  /// The number stays when the file behind it is replaced, so that no other thread writes into a file that was closed.
  private let descriptor: Int32
  private let size = Atomic(0)

  /// Makes a new journal in `directory`, which is made too.
  init(in directory: String, header: JournalHeader) throws(JournalError) {
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch { throw JournalError(path: directory, what: "cannot be made", errno: nil) }
    path = "\(directory)/\(UUID().uuidString.lowercased())\(Self.suffix)"
    self.header = Array("\(header)\n".utf8)
    descriptor = try Self.create(path, self.header)
  }

  deinit { close(descriptor) }

  var byteCount: Int { size.load(ordering: .relaxed) }

  /// Appends lines. Where the disk is full a part of them may stay behind: an empty line goes before them, so that the part stands alone.
  func append(_ lines: CopyText) throws(JournalError) {
    let bytes = [UInt8(ascii: "\n")] + lines.bytes
    try Self.write(bytes, to: descriptor, path)
    size.add(bytes.count, ordering: .relaxed)
  }

  /// Replaces everything by `lines`: what is settled need not be known any more. The new file has its lock before it has its name.
  func rewrite(_ lines: [UInt8]) throws(JournalError) {
    let new = try Self.create(path, header + lines)
    dup2(new, descriptor)
    close(new)
    size.store(lines.count, ordering: .relaxed)
  }

  /// Ends it when nothing in it is needed any more.
  func remove() { unlink(path) }

  static func draft(of path: String) -> String { path + ".new" }

  private static func create(_ path: String, _ content: [UInt8]) throws(JournalError) -> Int32 {
    let draft = draft(of: path)
    let new = open(draft, O_WRONLY | O_APPEND | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard new >= 0 else { throw JournalError(path: draft, what: "cannot be made", errno: errno) }
    do throws(JournalError) {
      // Where root runs it once by hand, whoever runs it by cron must be able to replay it.
      var folder = stat()
      if geteuid() == 0, stat(URL(filePath: path).deletingLastPathComponent().path, &folder) == 0 {
        fchown(new, folder.st_uid, folder.st_gid)
      }
      guard flock(new, LOCK_EX | LOCK_NB) == 0 else { throw JournalError(path: draft, what: "cannot be locked", errno: errno) }
      try write(content, to: new, draft)
      guard rename(draft, path) == 0 else { throw JournalError(path: path, what: "cannot be replaced", errno: errno) }
      return new
    } catch {
      close(new)
      unlink(draft)
      throw error
    }
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(JournalError) {
    let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    guard written == bytes.count else { throw JournalError(path: path, what: "cannot be written", errno: written < 0 ? errno : ENOSPC) }
  }

  // MARK: Lines

  /// The whole lines of what was appended; what a full disk or a crash has torn is left out.
  static func wholeLines(of bytes: some Sequence<UInt8>) -> [UInt8] {
    let tabs = columns.utf8.count { $0 == UInt8(ascii: ",") }
    var whole: [UInt8] = []
    var line: [UInt8] = []
    for byte in bytes {
      line.append(byte)
      guard byte == UInt8(ascii: "\n") else { continue }
      if line.count(where: { $0 == UInt8(ascii: "\t") }) == tabs, !line.contains(0) { whole += line }
      line.removeAll(keepingCapacity: true)
    }
    return whole
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
