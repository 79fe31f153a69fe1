import Foundation

/// Collections of other projects' test vectors, kept outside the repository: `ENVOI_CORPORA`, or `shared/corpora` beside the repository.
enum Corpus {
  static let folder =
    ProcessInfo.processInfo.environment["ENVOI_CORPORA"].map { URL(filePath: $0) }
    ?? URL(filePath: #filePath).appending(path: "../../../../shared/corpora").standardizedFileURL

  static func has(_ path: String) -> Bool { FileManager.default.fileExists(atPath: folder.appending(path: path).path) }

  static func json(_ path: String) throws -> [String: Any] {
    let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
    // A lone surrogate cannot be in a Swift string: a control character, as unwelcome everywhere, takes its place.
    let whole = text.replacingOccurrences(of: #""\ud800""#, with: #""\u0001""#)
    return try JSONSerialization.jsonObject(with: Data(whole.utf8)) as? [String: Any] ?? [:]
  }
}
