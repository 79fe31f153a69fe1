public import SerialThread

/// Sends one HTTP request after another, on its own thread, over a connection that is kept while the server keeps it.
public actor HTTPConnection {
  private let options: HTTPOptions
  private let transcript: (@Sendable (Step) -> Void)?
  private let thread: SerialThread
  private let stop: Wakeup
  private var curl: CurlHandle?
  /// The server has answered since a request was in doubt: the next doubt may be a connection that came to its end.
  private var isProven = false

  public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  /// `transcript` is called with every step as it happens, on the connection's thread; it shows no path, no query and no header's value.
  /// Throws where the system has no thread or no descriptor left.
  public init(_ options: HTTPOptions, transcript: (@Sendable (Step) -> Void)? = nil) throws(SystemCallError) {
    self.options = options
    self.transcript = transcript
    thread = try SerialThread(name: "http")
    stop = try Wakeup()
  }

  /// Takes items from `source` until it has none now; each is finished before the next is taken. Throws, once `finished` was told, when a
  /// request was not sent, and when one came in doubt before the server had answered any: what holds for one will hold for the next.
  /// Can be called again.
  public func deliver<Source: RequestSource>(_ source: Source) async throws(Trouble) {
    let result = await withTaskCancellationHandler {
      Result { () throws(Trouble) in try run(source) }
    } onCancel: {
      abort()
    }
    try result.get()
  }

  /// Closes the connection.
  public func close() { curl = nil }

  /// Makes whatever waits return at once, from any thread and for good: a request that was not written as a whole is `notSent`, one that
  /// waits for its answer is `inDoubt`, and `deliver` throws.
  public nonisolated func abort() { stop.signal() }

  private func run<Source: RequestSource>(_ source: Source) throws(Trouble) {
    while !isStopped, let item = source.next() {
      var request: HTTPRequest?
      do {
        request = try source.request(for: item)
      } catch {
        request = source.finished(item, .unsendable("the request could not be composed: \(error)"))
      }
      while let current = request {
        let exchange = exchange(current) { try source.requestBegins(item) }
        request = source.finished(item, exchange)
        try judge(exchange)
      }
    }
    if isStopped { throw .stopped }
  }

  private func exchange(_ request: HTTPRequest, begins: @escaping () throws -> Void) -> Exchange {
    guard !isStopped else { return .notSent(.stopped) }
    if curl?.hasUnaskedInput == true { curl = nil }
    guard let curl = curl ?? .http(options) else { return .notSent(Trouble(.connect, .temporary, "no memory for a connection")) }
    self.curl = curl
    return HTTPExchange(request, options, transcript: transcript, begins: begins).run(on: curl, stop: stop)
  }

  /// Whether it is worth going on.
  private func judge(_ exchange: Exchange) throws(Trouble) {
    switch exchange {
    case .answered: isProven = true
    case .unsendable: break
    case .notSent(let trouble):
      curl = nil
      throw trouble
    case .inDoubt(let reason):
      curl = nil
      guard isProven else { throw isStopped ? .stopped : Trouble(.transaction, .temporary, reason) }
      isProven = false
    }
  }

  private var isStopped: Bool {
    if case .woken? = try? stop.wait(for: -1, events: 0, until: .now) { true } else { false }
  }
}
