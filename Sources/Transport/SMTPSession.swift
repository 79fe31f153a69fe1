internal import Glibc
internal import SerialThread

/// An open session: bytes out, replies in. Once it has failed it stays failed; what came in before can still be read.
final class SMTPSession {
  let info: SessionInfo
  let transcript: (@Sendable (Step) -> Void)?
  /// Why nothing more can be said in this session.
  private(set) var failure: Trouble?
  /// The relay has decided about a mail in this session: when it closes now, a new session is worth a try.
  var isProven = false
  /// A transaction was begun and given up: RSET comes before the next.
  var needsReset = false
  var lastUse = ContinuousClock.now

  var pipelines: Bool { info.capabilities.pipelining }

  private let curl: CurlHandle
  private let timeouts: Timeouts
  private let stop: Wakeup
  private var replies = ReplyReader()
  /// The TLS layer may hold bytes that `poll` does not see.
  private var mayHoldBytes = false

  init(_ endpoint: SMTPEndpoint, stop: Wakeup, transcript: (@Sendable (Step) -> Void)?) throws(Trouble) {
    (curl, info) = try SessionOpening(endpoint, transcript: transcript).run(stop: stop)
    timeouts = endpoint.timeouts
    self.stop = stop
    self.transcript = transcript
  }

  /// Ends the session as far as we are concerned; the first reason counts.
  func fail(_ trouble: Trouble) { failure = failure ?? trouble }

  /// Writes all, unless the session fails meanwhile. Returns how many bytes the system has taken.
  ///
  /// - Parameter dotEnd: where the dot ends, if one is in it. TLS takes a chunk only as a whole: what stands behind the dot is a chunk of its
  ///   own there, so that a dot that went out counts as gone.
  func write(_ bytes: borrowing [UInt8], dotEnd: Int = 0) -> Int {
    var written = 0
    var deadline = ContinuousClock.now + timeouts.block
    bytes.withUnsafeBytes { all in
      while written < all.count, failure == nil {
        let end = info.tls != nil && written < dotEnd ? dotEnd : all.count
        switch curl.send(UnsafeRawBufferPointer(rebasing: all[written..<min(written + 65536, end)])) {
        case .bytes(let count):
          written += count
          if written < all.count { deadline = .now + timeouts.block }
        case .wouldBlock:
          // The relay may answer while we write, and stop reading until its answer is read.
          if wait(POLLOUT | (replies.isFull ? 0 : POLLIN), until: deadline, "it takes no more bytes") & ~POLLOUT != 0 { _ = receive() }
        case .closed(let reason):
          // Its last words may be there still.
          while !replies.isFull, receive() {}
          fail(lost(reason))
        }
      }
    }
    return written
  }

  /// The next reply, which answers `verb`.
  func read(_ verb: Verb) throws(Trouble) -> Reply {
    let deadline = ContinuousClock.now + timeouts.reply(to: verb)
    while true {
      do {
        if let reply = try replies.next() {
          transcript?(.received("\(reply)"))
          return reply
        }
      } catch {
        fail(Trouble(.transaction, .temporary, "the relay's answer to \(verb) is not SMTP: \(error.what)"))
      }
      if let failure { throw failure }
      if !mayHoldBytes { _ = wait(POLLIN, until: deadline, "no answer to \(verb)") }
      if failure == nil { _ = receive() }
    }
  }

  /// Says goodbye if that goes at once; the relay's answer is not awaited.
  func quit() {
    guard failure == nil else { return }
    transcript?(.sent("QUIT"))
    _ = Array("QUIT\r\n".utf8).withUnsafeBytes(curl.send)
  }

  /// Takes in what has come; false when nothing has.
  private func receive() -> Bool {
    withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
      switch curl.receive(into: buffer) {
      case .bytes(let count):
        replies.append(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        mayHoldBytes = info.tls != nil
        return true
      case .wouldBlock: mayHoldBytes = false
      case .closed(let reason): fail(lost(reason))
      }
      return false
    }
  }

  /// Waits for the socket; the events that came, none when the session failed.
  private func wait(_ events: Int32, until deadline: ContinuousClock.Instant, _ silence: @autoclosure () -> String) -> Int32 {
    do throws(SystemCallError) {
      switch try stop.wait(for: curl.socket, events: events, until: deadline) {
      case .ready(let events): return events
      case .woken: fail(.stopped)
      case .timedOut: fail(Trouble(.transaction, .temporary, "the relay at \(info.peer) is silent: \(silence())"))
      }
    } catch {
      fail(Trouble(.transaction, .temporary, "\(error)"))
    }
    return 0
  }

  private func lost(_ reason: String) -> Trouble {
    Trouble(.transaction, .temporary, "the connection to the relay at \(info.peer) is lost: \(reason)")
  }
}
