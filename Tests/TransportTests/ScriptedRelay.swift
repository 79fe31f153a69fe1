import Support
import Transport

/// A scripted server and a connection to it.
struct ScriptedRelay {
  let server: ScriptedSMTPServer
  let connection: SMTPConnection

  init(
    extensions: [String] = ScriptedSMTPServer.extensions, timeouts: Timeouts = Timeouts(), username: String? = nil,
    script: @escaping @Sendable (ScriptedSMTPServer.Command) -> ScriptedSMTPServer.Action? = { _ in nil },
    transcript: (@Sendable (Step) -> Void)? = nil
  ) throws {
    server = try ScriptedSMTPServer(extensions: extensions, script: script)
    let endpoint = try SMTPEndpoint(
      host: "127.0.0.1", port: server.port, security: .none, username: username, password: username.map { _ in Secret("geheim") },
      heloName: "client.example.org", timeouts: timeouts)
    connection = try SMTPConnection(endpoint, transcript: transcript)
  }

  /// Delivers, and gives the trouble that it threw.
  func deliver(_ source: RecordingSource) async -> Trouble? {
    do throws(Trouble) {
      try await connection.deliver(source)
      return nil
    } catch {
      return error
    }
  }

  /// All that the server got in one session, as text.
  func received(_ session: Int = 0) -> String { String(decoding: server.received[session], as: UTF8.self) }

  static let lockstep = ScriptedSMTPServer.extensions.filter { $0 != "PIPELINING" }
}
