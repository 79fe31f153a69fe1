import Foundation
import Synchronization

/// A private Kannel: bearerbox, smsbox and a fake SMSC that acknowledges every message. Any user; packages kannel and kannel-extras.
public final class Kannel: Sendable {
  private static let programs = (
    bearerbox: "/usr/sbin/bearerbox", smsbox: "/usr/sbin/smsbox", smsc: "/usr/lib/kannel/test/fakesmsc"
  )
  public static var isInstalled: Bool {
    [programs.bearerbox, programs.smsbox, programs.smsc].allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }
  }

  public static let user = "tester"
  public static let password = "foobar"
  /// Numbers that begin so are not routable: 403 or, once accepted, a receipt of type 16.
  public static let deniedPrefix = "+4799"

  private let scratch: ScratchDirectory
  private let firstPort: Int
  private let state = Mutex(State())

  private struct State {
    var boxes: [ServerProcess] = []
    var smsc: ServerProcess?
  }

  /// - Parameters:
  ///   - throughput: messages a second that the SMSC takes; nil is no limit.
  ///   - incomingURL: asked for each incoming message, with `from`, `to` and `text` in its query.
  public init(throughput: Int? = nil, incomingURL: String? = nil) async throws {
    scratch = try ScratchDirectory("kannel")
    firstPort = try Loopback.freePorts(4)
    try FileManager.default.createDirectory(at: scratch.file("spool"), withIntermediateDirectories: true)
    try configuration(throughput: throughput, incomingURL: incomingURL)
      .write(to: scratch.file("kannel.conf"), atomically: true, encoding: .utf8)
    try await start()
  }

  public var sendURL: String { "http://127.0.0.1:\(port(.send))/cgi-bin/sendsms" }

  /// Starts what was stopped; what was queued then goes on.
  public func start() async throws {
    try startBox(Self.programs.bearerbox)
    for port in [Port.admin, .box, .smsc] { try Loopback.waitUntilListening(self.port(port)) }
    try startBox(Self.programs.smsbox)
    try Loopback.waitUntilListening(port(.send))
    // It sends none of this.
    try await connectSMSC(["-m", "0", "1 2 text nothing"])
  }

  /// Ends all of it. Messages that were accepted stay in the spool; receipts that were not passed on are lost.
  public func stop() {
    let (boxes, smsc) = state.withLock { state in
      defer { state = State() }
      return (state.boxes, state.smsc)
    }
    // The first signal asks the bearerbox to wait for its queues, the second one ends it.
    for box in boxes { box.send(signal: SIGTERM) }
    for box in boxes.reversed() { box.stop() }
    // It has got what was on its way when it sees that the bearerbox is gone.
    smsc?.waitUntilGone()
    smsc?.stop()
  }

  /// A message comes in from the network.
  public func receive(from sender: String, to recipient: String, text: String) async throws {
    try await connectSMSC(["-i", "0.01", "-m", "1", "\(sender) \(recipient) text \(text)"])
  }

  /// What the SMSC has got, each as `sender recipient type text`.
  public func delivered() throws -> [String] {
    try String(contentsOf: scratch.file("fakesmsc.log"), encoding: .utf8).split(separator: "\n").compactMap { line in
      guard line.contains("Got message ") else { return nil }
      return String(line.drop { $0 != "<" }.dropFirst().dropLast())
    }
  }

  private enum Port: Int {
    case admin, box, send, smsc
  }

  private func port(_ port: Port) -> Int { firstPort + port.rawValue }

  private func startBox(_ program: String) throws {
    let box = try ServerProcess([program, "-v", "4", scratch.file("kannel.conf").path], log: scratch.file("boxes.log"))
    state.withLock { $0.boxes.append(box) }
  }

  /// The SMSC's other end; it takes one connection at a time.
  private func connectSMSC(_ arguments: [String]) async throws {
    state.withLock { $0.smsc.take() }?.stop()
    let connection = "FAKE:\(port(.smsc)) (online"
    try await eventually("the SMSC is gone") { !status().contains(connection) }
    let smsc = try ServerProcess(
      [Self.programs.smsc, "-H", "127.0.0.1", "-r", "\(port(.smsc))"] + arguments, log: scratch.file("fakesmsc.log"))
    state.withLock { $0.smsc = smsc }
    try await eventually("Kannel is ready") {
      let status = status()
      return status.contains(connection) && status.contains("smsbox:box1")
    }
  }

  private func status() -> String {
    guard let client = TCPSocket.connected(to: port(.admin)) else { return "" }
    defer { client.close() }
    client.send("GET /status.txt?password=stat HTTP/1.0\r\n\r\n".utf8)
    var page: [UInt8] = []
    while case let more = client.receive(), !more.isEmpty { page += more }
    return String(decoding: page, as: UTF8.self)
  }

  private func configuration(throughput: Int?, incomingURL: String?) -> String {
    """
    group = core
    admin-port = \(port(.admin))
    admin-interface = 127.0.0.1
    admin-password = admin
    status-password = stat
    smsbox-port = \(port(.box))
    smsbox-interface = 127.0.0.1
    box-allow-ip = "127.0.0.1"
    log-file = "\(scratch.path)/bearerbox.log"
    log-level = 1
    store-type = spool
    store-location = "\(scratch.path)/spool"
    dlr-storage = internal
    sms-resend-freq = 1

    group = smsc
    smsc = fake
    smsc-id = FAKE
    port = \(port(.smsc))
    connect-allow-ip = 127.0.0.1
    denied-prefix = "\(Self.deniedPrefix)"
    \(throughput.map { "throughput = \($0)" } ?? "")

    group = smsbox
    smsbox-id = box1
    bearerbox-host = 127.0.0.1
    bearerbox-port = \(port(.box))
    sendsms-port = \(port(.send))
    sendsms-interface = 127.0.0.1
    sendsms-chars = "0123456789 +-"
    global-sender = 13013
    log-file = "\(scratch.path)/smsbox.log"
    log-level = 1
    http-request-retry = 5
    http-queue-delay = 1

    group = smsbox-route
    smsbox-id = box1
    smsc-id = FAKE

    group = sendsms-user
    username = \(Self.user)
    password = \(Self.password)
    concatenation = true
    max-messages = 10
    user-allow-ip = "127.0.0.1"

    group = sms-service
    keyword = default
    catch-all = yes
    max-messages = 0
    \(incomingURL.map { "get-url = \"\($0)?from=%p&to=%P&text=%a\"" } ?? "text = nothing")

    """
  }
}
