internal import Foundation

/// First line of a journal: which database it is about, and in which boot of this machine it was written.
struct JournalHeader: Equatable, CustomStringConvertible {
  let systemIdentifier: Int
  let boot: String
  let database: String

  init(_ installation: Installation) {
    systemIdentifier = installation.systemIdentifier
    database = installation.databaseName
    boot = ((try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)) ?? "unknown")
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// - Returns: nil for what is no journal of this version.
  init?(line: some StringProtocol) {
    let words = line.split(separator: " ", maxSplits: 4)
    guard words.count == 5, words[0] == "envoi-journal", words[1] == "1", let identifier = Int(words[2]) else { return nil }
    systemIdentifier = identifier
    boot = String(words[3])
    database = String(words[4])
  }

  var description: String { "envoi-journal 1 \(systemIdentifier) \(boot) \(database)" }
}
