internal import SerialThread

/// Has at most one session with a relay, and opens another when that one cannot be used any more.
final class Dialler {
  private let endpoint: SMTPEndpoint
  private let stop: Wakeup
  private let transcript: (@Sendable (Step) -> Void)?
  private var current: SMTPSession?

  init(_ endpoint: SMTPEndpoint, stop: Wakeup, transcript: (@Sendable (Step) -> Void)?) {
    self.endpoint = endpoint
    self.stop = stop
    self.transcript = transcript
  }

  /// The open session; a new one when there is none, it has failed, or it was idle for so long that the relay may have closed it.
  func session() throws(Trouble) -> SMTPSession {
    if let current, current.failure == nil, ContinuousClock.now - current.lastUse < endpoint.timeouts.idle { return current }
    hangUp()
    let session = try SMTPSession(endpoint, stop: stop, transcript: transcript)
    current = session
    return session
  }

  func hangUp() {
    current?.quit()
    current = nil
  }
}
