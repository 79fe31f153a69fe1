import ArgumentParser
import Configuration
import Envoi
import Foundation
import Logging
import MessageFormat
import Postgres
import SystemPackage

/// What holds for the whole installation: the environment, over a file of `KEY=value` lines. What belongs to a site is in the database.
struct Settings: Sendable {
  /// ENVOI_DATABASE_URL: libpq URI, several hosts allowed. Default: `postgresql:///envoi`, the local server as the current user.
  let databaseURL: String
  /// ENVOI_SECRET_KEY: seals passwords of relays; ENVOI_SECRET_KEY_OLD while it is rotated. Default: none, no passwords.
  let secretKey: SecretKey?
  /// ENVOI_STATE_DIR: journals, and the sandboxes of new sites. Default: `/var/lib/envoi`.
  let stateDirectory: String
  /// ENVOI_REDIRECT_ALL: staging: every message goes to this address, the real one in a header. Default: none.
  let redirect: EmailAddress?
  /// ENVOI_LOG_LEVEL: trace, debug, info, notice, warning, error, critical. Default: info for `work`, else warning.
  let logLevel: Logger.Level?

  /// - Parameter file: `--config`; without it what ENVOI_CONFIG names; without that `/etc/envoi/envoi.env`, where it exists.
  ///   `KEY_FILE` names a file with the value of any of them.
  init(file: String?) async throws {
    let secrets = SecretsSpecifier<String, String>.dynamic { key, _ in key.contains("SECRET") || key.contains("DATABASE_URL") }
    let named = file ?? ProcessInfo.processInfo.environment["ENVOI_CONFIG"]
    let path = named ?? "/etc/envoi/envoi.env"
    // Going on without a file that is there could send what a setting in it holds back.
    guard FileManager.default.isReadableFile(atPath: path) || (named == nil && !FileManager.default.fileExists(atPath: path)) else {
      let which = file == nil ? "the settings file" : "the file given with --config"
      throw InvalidInput("ENVOI_CONFIG", "\(which) cannot be read by the user \(NSUserName())", path)
    }
    let fileProvider: EnvironmentVariablesProvider
    do {
      fileProvider = try await EnvironmentVariablesProvider(
        environmentFilePath: FilePath(path), allowMissing: named == nil, secretsSpecifier: secrets)
    } catch { throw InvalidInput("ENVOI_CONFIG", "must be a file of KEY=value lines", path) }
    let sources = [EnvironmentVariablesProvider(secretsSpecifier: secrets), fileProvider].map {
      ConfigReader(provider: $0).scoped(to: "envoi")
    }

    /// A source that has the value, or names the file that has it, goes before the next one. What is empty is not set.
    func value(_ key: String) throws -> String? {
      let parts = key.split(separator: "_").map(String.init)
      for source in sources {
        if let text = source.string(forKey: ConfigKey(parts), isSecret: true), !text.isEmpty { return text }
        guard let file = source.string(forKey: ConfigKey(parts + ["file"])), !file.isEmpty else { continue }
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
          throw InvalidInput("ENVOI_\(key.uppercased())_FILE", "cannot be read", file)
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
      }
      return nil
    }

    databaseURL = try value("database_url") ?? "postgresql:///envoi"
    let old = try value("secret_key_old")
    secretKey = try value("secret_key").map { try SecretKey($0, old: old) }
    stateDirectory = try value("state_dir") ?? "/var/lib/envoi"
    do { redirect = try value("redirect_all").map { try EmailAddress($0) } } catch { throw InvalidInput("ENVOI_REDIRECT_ALL", "\(error)") }
    logLevel = try value("log_level").map { text in
      guard let level = Logger.Level(rawValue: text.lowercased()) else {
        throw InvalidInput("ENVOI_LOG_LEVEL", "must be one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))", text)
      }
      return level
    }
  }

  /// What goes wrong beside the answers, on standard error.
  func log(default level: Logger.Level) -> Logger {
    var log = Logger(label: "envoi") { StreamLogHandler.standardError(label: $0) }
    log.logLevel = logLevel ?? level
    return log
  }
}
