internal import Glibc
public import SerialThread
internal import Synchronization

/// The sandbox: every mail becomes a file in a Maildir, which any mail program opens. Lines end with LF there.
public actor MaildirConnection: MailConnection {
  /// Several connections of one process may write into one Maildir.
  private static let counter = Atomic(0)

  private let path: String
  private let thread: SerialThread
  private let stop: Wakeup

  public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  /// The folder is made when it is first needed. Throws where the system has no thread or no descriptor left.
  public init(path: String) throws(SystemCallError) {
    self.path = path
    thread = try SerialThread(name: "maildir")
    stop = try Wakeup()
  }

  public func open() throws(Trouble) -> SessionInfo {
    try checkStop()
    var folder = ""
    for part in path.split(separator: "/", omittingEmptySubsequences: false).dropLast() {
      folder += "\(part)/"
      try makeFolder(folder)
    }
    for folder in [path, "\(path)/tmp", "\(path)/new", "\(path)/cur"] { try makeFolder(folder) }
    var capabilities = Capabilities()
    capabilities.eightBitMIME = true
    capabilities.smtpUTF8 = true
    return SessionInfo(peer: path, capabilities: capabilities)
  }

  public func deliver<Source: MailSource>(_ source: Source) throws(Trouble) {
    _ = try open()
    var content: [UInt8] = []
    while let mail = source.next() {
      do throws(Trouble) {
        source.finished(mail, try deliver(mail, of: source, content: &content))
      } catch {
        source.finished(mail, .notSent(error))
        throw error
      }
    }
  }

  public func close() {}

  public nonisolated func abort() { stop.signal() }

  private func deliver<Source: MailSource>(_ mail: Source.Mail, of source: Source, content: inout [UInt8]) throws(Trouble) -> Outcome {
    let envelope = source.envelope(of: mail)
    if let defect = envelope.defect { return defect }
    content.removeAll(keepingCapacity: true)
    content += "Return-Path: <\(envelope.sender)>\r\nDelivered-To: \(envelope.recipient)\r\n".utf8
    do {
      _ = try source.content(of: mail, into: &content)
    } catch {
      return .unsendable(EnhancedStatus(5, 6, 0), "the content could not be composed: \(error)")
    }
    try checkStop()
    do { try source.contentBegins(mail) } catch { throw Trouble(.transaction, .stopped, "stopped before the content: \(error)") }
    content.removeAll { $0 == UInt8(ascii: "\r") }
    let name = uniqueName()
    try write(content, to: "\(path)/tmp/\(name)", then: "\(path)/new/\(name)")
    return .accepted(Reply(code: 250, enhanced: EnhancedStatus(2, 0, 0), text: "written as \(name)"))
  }

  /// A file in `new` is whole: programs see it only after the rename (https://cr.yp.to/proto/maildir.html).
  private func write(_ content: [UInt8], to temporary: String, then final: String) throws(Trouble) {
    let descriptor = Glibc.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failed("create", temporary) }
    let isWritten = content.withUnsafeBytes { bytes in
      var written = 0
      while written < bytes.count {
        let count = Glibc.write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        written += count
      }
      return true
    }
    let trouble = isWritten ? nil : failed("write", temporary)
    guard Glibc.close(descriptor) == 0, trouble == nil, rename(temporary, final) == 0 else {
      let trouble = trouble ?? failed("write", temporary)
      unlink(temporary)
      throw trouble
    }
  }

  private func uniqueName() -> String {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    let count = Self.counter.add(1, ordering: .relaxed).newValue
    return "\(now.tv_sec).M\(now.tv_nsec / 1000)P\(getpid())Q\(count).envoi"
  }

  private func makeFolder(_ folder: String) throws(Trouble) {
    // What is there already may be there and yet not be ours to make.
    guard mkdir(folder, 0o700) != 0, access(folder, F_OK) != 0 else { return }
    throw failed("create", folder)
  }

  private func checkStop() throws(Trouble) {
    guard case .woken? = try? stop.wait(for: -1, events: 0, until: .now) else { return }
    throw .stopped
  }

  private func failed(_ action: String, _ path: String) -> Trouble {
    let kind: Trouble.Kind = [ENOSPC, EDQUOT, EMFILE, ENFILE, EIO].contains(errno) ? .temporary : .configuration
    return Trouble(
      .transaction, kind, "cannot \(action) \(path): \(String(cString: strerror(errno))): make room or give the right to write")
  }
}
