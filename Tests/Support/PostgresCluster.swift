import Foundation
import Postgres
import Synchronization

/// A private PostgreSQL on a free port of 127.0.0.1, with trust authentication, in a throw-away folder.
public final class PostgresCluster: Sendable {
  public let port: Int
  private let folder: ScratchDirectory
  private let durable: Bool
  private let server: Mutex<ServerProcess?> = Mutex(nil)

  /// The one for this test process, without fsync. It ends with the process.
  public static func shared() async throws -> PostgresCluster { try await sharedStart.value }

  private static let sharedStart = Task {
    let cluster = try await start()
    toRemoveAtExit.withLock { $0 = cluster }
    atexit { PostgresCluster.toRemoveAtExit.withLock { $0?.remove() } }
    return cluster
  }

  private static let toRemoveAtExit: Mutex<PostgresCluster?> = Mutex(nil)

  /// One for a test that crashes it. What is committed survives a crash of the server; with `durable` it would survive one of the machine.
  public static func start(durable: Bool = false) async throws -> PostgresCluster {
    let cluster = try PostgresCluster(durable: durable)
    _ = try await Command.run(["install", "-d", "-m", "700"] + (geteuid() == 0 ? ["-o", "postgres"] : []) + [cluster.data]).succeeded()
    _ = try await Command.run(
      cluster.command("initdb", ["-D", cluster.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])
    ).succeeded()
    try await cluster.restart()
    return cluster
  }

  private init(durable: Bool) throws {
    port = try Loopback.freePorts()
    folder = try ScratchDirectory("postgres")
    self.durable = durable
  }

  deinit { stop() }

  private var data: String { folder.file("data").path }

  /// The URI of one of its databases.
  public func url(database: String = "postgres") -> String { "postgres://postgres@127.0.0.1:\(port)/\(database)" }

  /// A fresh empty database, by its URI.
  public func createDatabase() async throws -> String {
    let name = "test_\(UInt64.random(in: 0 ... .max))"
    let connection = try await Connection.connect(to: url(), applicationName: "tests")
    try await connection.execute("CREATE DATABASE \(identifier: name) TEMPLATE template0")
    await connection.close()
    return url(database: name)
  }

  /// Starts the server that was stopped or has crashed, and returns when it lets clients in.
  public func restart() async throws {
    let settings = [
      "listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200", "shared_buffers=128MB", "timezone=UTC",
      "fsync=\(durable)", "full_page_writes=\(durable)",
    ]
    let process = try ServerProcess(
      try command("postgres", ["-D", data, "-p", "\(port)"] + settings.flatMap { ["-c", $0] }), log: folder.file("log"))
    server.withLock { $0 = process }
    try Loopback.waitUntilListening(port)
    let deadline = Date(timeIntervalSinceNow: 20)
    while true {
      do {
        try await Connection.connect(to: url(), applicationName: "tests").close()
        return
      } catch let error as PostgresError where error.isConnectionLoss && Date() < deadline {
        // It listens while it recovers, and lets nobody in.
        await Task.yield()
      }
    }
  }

  /// Ends the server as a power cut would: `pg_ctl stop -m immediate`.
  public func crash() { end(signal: SIGQUIT) }

  /// Stops the server's processes where they are, for tests of a peer that is there and silent; `thaw` has it go on.
  public func freeze() { server.withLock { $0?.send(signal: SIGSTOP) } }
  public func thaw() { server.withLock { $0?.send(signal: SIGCONT) } }

  /// Ends the server and its clients' sessions in order.
  public func stop() { end(signal: SIGINT) }

  private func end(signal: Int32) {
    guard let process = server.withLock({ $0.take() }) else { return }
    process.send(signal: signal)
    process.waitUntilGone()
    process.stop()
  }

  private func remove() {
    stop()
    try? FileManager.default.removeItem(at: folder.url)
  }

  /// A program of the newest PostgreSQL that is installed. It refuses to run as root.
  private func command(_ name: String, _ arguments: [String]) throws -> [String] {
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
    guard let newest = versions.compactMap({ Int($0) }).max() else { throw FixtureError("no /usr/lib/postgresql: install postgresql") }
    let user = geteuid() == 0 ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : []
    return user + ["/usr/lib/postgresql/\(newest)/bin/\(name)"] + arguments
  }
}
