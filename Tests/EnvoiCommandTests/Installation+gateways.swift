import Foundation
import Postgres
import Support

extension Installation {
  /// A file below the scratch folder, by its path.
  func write(_ text: String, _ name: String) throws -> String {
    let file = scratch.file(name)
    try text.write(to: file, atomically: true, encoding: .utf8)
    return file.path
  }

  /// Adds a gateway or a chat; secrets come from files.
  @discardableResult
  func addGateway(
    _ name: String, _ options: String..., url: String? = nil, set: [String: String] = [:], secrets: [String: String] = [:]
  ) async throws -> Command {
    let settings = set.flatMap { ["--set", "\($0.key)=\($0.value)"] }
    let sealed = try secrets.flatMap { ["--secret", "\($0.key)=\(try write($0.value, "\(name).\($0.key)"))"] }
    return try await envoi(["transport", "add", name] + options + (url.map { ["--url", $0] } ?? []) + settings + sealed)
  }

  /// Sends an SMS to each of the numbers.
  func text(_ numbers: String..., saying text: String = "Hello") async throws {
    try await envoi(["send", "--text", text] + numbers.flatMap { ["--sms", $0] }).succeeded()
  }

  /// Starts `envoi serve` where gateways reach it, and returns when it listens.
  func serve(_ options: String...) throws -> ServerProcess {
    let serve = try start(["serve"] + options)
    try Loopback.waitUntilListening(publicPort ?? 8080)
    return serve
  }

  /// Posts a form as a gateway does.
  ///
  /// - Returns: the status of the answer.
  func post(_ form: [String: String], to url: String, headers: [String: String] = [:]) async throws -> Int? {
    let fields = form.flatMap { ["--data-urlencode", "\($0.key)=\($0.value)"] } + headers.flatMap { ["-H", "\($0.key): \($0.value)"] }
    return Int(
      try await Command.run(["curl", "-sS", "--max-time", "20", "-o", "/dev/null", "-w", "%{http_code}"] + fields + [url]).succeeded())
  }

  /// The base64 of an HMAC, by OpenSSL.
  func hmac(_ hash: String, key: String, of text: String) async throws -> String {
    let command = ["sh", "-c", #"openssl dgst -"$HASH" -hmac "$KEY" -binary | base64"#]
    return try await Command.run(command, input: text, environment: ["HASH": hash, "KEY": key]).succeeded()
      .trimmingCharacters(in: .newlines)
  }

  /// What the columns say of a row, one after the other.
  func row(_ columns: String..., of recipient: String) async throws -> String? {
    try await database.row(
      "SELECT concat_ws(' ', \(unescaped: columns.joined(separator: ", "))) FROM envoi.queue WHERE recipient = \(recipient)",
      as: String.self)
  }
}
