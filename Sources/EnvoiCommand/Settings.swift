import Configuration
import Envoi
import EnvoiWeb
import Foundation
import Logging
import MessageFormat
import Postgres

/// What holds for the whole installation: the environment, over a file of `KEY=value` lines. What belongs to a site is in the database.
struct Settings: Sendable {
  /// ENVOI_DATABASE_URL: libpq URI, several hosts allowed. Default: `postgresql:///envoi`, the local server as the current user.
  let databaseURL: String
  /// ENVOI_SECRET_KEY: seals passwords of relays; ENVOI_SECRET_KEY_OLD while it is rotated. Default: none, no passwords.
  let secretKey: SecretKey?
  /// ENVOI_STATE_DIR: journals, and the sandboxes of new sites. Default: `/var/lib/envoi`.
  let stateDirectory: String
  /// Folder of the Maildirs that new sites get.
  var sandbox: String { URL(filePath: stateDirectory).standardizedFileURL.path + "/sandbox" }
  /// ENVOI_REDIRECT_ALL: staging: every message goes to this address, the real one in a header. Default: none.
  let redirect: EmailAddress?
  /// ENVOI_PUBLIC_URL: how the outside reaches `envoi serve`. Default: none, and no receipts are asked for.
  let publicURL: PublicURL?
  /// ENVOI_LISTEN: where `envoi serve` listens. Default: `127.0.0.1:8080`.
  let listen: ListenAddress
  /// ENVOI_TRUSTED_PROXIES: addresses and networks whose X-Forwarded-For is believed, or `none`. Default: this machine, `127.0.0.0/8, ::1`.
  let trustedProxies: TrustedProxies
  /// ENVOI_LOG_LEVEL: trace, debug, info, notice, warning, error, critical. Default: info for `work` and `serve`, else warning.
  let logLevel: Logger.Level?

  /// Each is `ENVOI_` and its name in capitals.
  private enum Key: String, CaseIterable {
    case databaseURL = "DATABASE_URL"
    case secretKey = "SECRET_KEY"
    case oldSecretKey = "SECRET_KEY_OLD"
    case stateDirectory = "STATE_DIR"
    case redirect = "REDIRECT_ALL"
    case publicURL = "PUBLIC_URL"
    case listen = "LISTEN"
    case trustedProxies = "TRUSTED_PROXIES"
    case logLevel = "LOG_LEVEL"

    var name: String { "ENVOI_\(rawValue)" }
    /// Names the file that has the value.
    var fileName: String { "\(name)_FILE" }
  }

  /// Names the settings file, and belongs into the environment.
  private static let fileKey = "ENVOI_CONFIG"
  private static let names = Key.allCases.flatMap { [$0.name, $0.fileName] }

  /// - Parameter file: `--config`; without it what ENVOI_CONFIG names; without that `/etc/envoi/envoi.env`, where it exists.
  /// - Throws: ``InvalidInput`` also for an unknown key: a slip in ENVOI_REDIRECT_ALL would mail those who must not be mailed.
  init(file: String?) throws {
    let environment = ProcessInfo.processInfo.environment
    let unknown = environment.filter { $0.key.hasPrefix("ENVOI_") && !$0.value.isEmpty && !(Self.names + [Self.fileKey]).contains($0.key) }
    if let name = unknown.keys.min() {
      throw InvalidInput(name, "is no setting, and is in the environment: mend its name, or unset it; known are \(Self.known)")
    }
    let secrets = SecretsSpecifier<String, String>.dynamic { key, _ in key.contains("SECRET") || key.contains("DATABASE_URL") }
    let sources = [environment, try Self.read(file, orNamedIn: environment)].map {
      ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: $0, secretsSpecifier: secrets))
    }

    /// A source that has the value, or names the file that has it, goes before the next one. What is empty is not set.
    func value(_ key: Key) throws -> String? {
      for source in sources {
        func text(_ name: String) -> String? {
          let text = source.string(forKey: ConfigKey(name.lowercased().split(separator: "_").map(String.init)), isSecret: true)
          return text?.isEmpty == true ? nil : text
        }
        if let text = text(key.name) { return text }
        guard let file = text(key.fileName) else { continue }
        guard let text = String(file: file) else {
          throw InvalidInput(key.fileName, "cannot be read", file)
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
      }
      return nil
    }

    databaseURL = try value(.databaseURL) ?? "postgresql:///envoi"
    let old = try value(.oldSecretKey)
    secretKey = try value(.secretKey).map { try SecretKey($0, old: old) }
    stateDirectory = try value(.stateDirectory) ?? "/var/lib/envoi"
    do { redirect = try value(.redirect).map { try EmailAddress($0) } } catch { throw InvalidInput(Key.redirect.name, "\(error)") }
    publicURL = try value(.publicURL).map { try PublicURL($0) }
    listen = try value(.listen).map { try ListenAddress($0) } ?? .standard
    trustedProxies = try value(.trustedProxies).map { try TrustedProxies($0) } ?? .standard
    logLevel = try value(.logLevel).map { text in
      guard let level = Logger.Level(rawValue: text.lowercased()) else {
        throw InvalidInput(Key.logLevel.name, "must be one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))", text)
      }
      return level
    }
  }

  private static var known: String { Key.allCases.map(\.name).joined(separator: ", ") + ", each also with _FILE" }

  /// The settings file: `KEY=value` lines, comments and blank lines; systemd's may have other programs' keys too. Going on without a file that is there, or without a line of it, could
  /// send what a setting in it holds back.
  private static func read(_ file: String?, orNamedIn environment: [String: String]) throws -> [String: String] {
    let named = file ?? environment[fileKey].flatMap { $0.isEmpty ? nil : $0 }
    let path = named ?? "/etc/envoi/envoi.env"
    guard named != nil || FileManager.default.fileExists(atPath: path) else { return [:] }
    guard let text = String(file: path) else {
      let which = file == nil ? "the settings file" : "the file given with --config"
      throw InvalidInput(fileKey, "\(which) cannot be read by the user \(NSUserName()), or is not UTF-8", path)
    }
    var about = stat()
    if stat(path, &about) == 0, about.st_mode & S_IFMT == S_IFREG, about.st_mode & 0o077 != 0 {
      let mode = String(about.st_mode & 0o777, radix: 8)
      Terminal.complain("others may read the secrets in \(path), its mode is \(mode): chmod 600 \(path)")
    }
    var values: [String: String] = [:]
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let line = line.trimmingCharacters(in: .whitespaces)
      if line.isEmpty || line.hasPrefix("#") { continue }
      // The line itself is not repeated: it may have a secret in it.
      func refusal(_ rule: String) -> InvalidInput { InvalidInput(fileKey, "line \(index + 1) of \(path) \(rule)") }
      if let match = line.prefixMatch(of: /([A-Za-z_][A-Za-z0-9_]*)=/), !match.1.hasPrefix("ENVOI_"), Key(rawValue: String(match.1)) == nil
      {
        continue
      }
      guard let (_, key, value) = line.wholeMatch(of: /([A-Za-z0-9_]+)=((?![\s"']).*)/)?.output else {
        throw refusal("must be KEY=value, without export, without quotes and without blanks around the =")
      }
      guard names.contains(String(key)) else { throw refusal("has no setting but \(key); known are \(known)") }
      guard values.updateValue(String(value), forKey: String(key)) == nil else { throw refusal("has \(key) for a second time") }
    }
    return values
  }

  /// What goes wrong beside the answers, on standard error.
  func log(default level: Logger.Level) -> Logger {
    var log = Logger(label: "envoi") { StreamLogHandler.standardError(label: $0) }
    log.logLevel = logLevel ?? level
    return log
  }
}
