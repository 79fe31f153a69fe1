import Foundation
import Testing

@testable import Envoi
@testable import EnvoiWeb

@Suite("The labels of the pages")
struct LabelTests {
  /// Keys that are put together from a word and a value.
  private static let computed: [String] =
    told + QueueStatus.allCases.map { "status_\($0.rawValue)" } + Reason.allCases.map { "reason_\($0.rawValue)" }
    + Channel.allCases.map { "channel_\($0.rawValue)" } + Role.allCases.map { "role_\($0.rawValue)" }
    + Language.allCases.map { "language_\($0.rawValue)" }
    + Operation.Kind.allCases.flatMap {
      ["\($0.rawValue)_do", "confirm_\($0.rawValue)", "undo_\($0.rawValue)_one", "undo_\($0.rawValue)_other", "audit_queue.\($0.rawValue)"]
    }

  private static let told: [String] =
    ["audit_installation.adopt", "audit_queue.purge", "audit_suppression.add", "audit_suppression.remove"]
    + Explanation.Kind.allCases.map { "explain_\($0.rawValue)" }
    + ["lapsed", "requeued", "sent", "delivered"].map { "event_kind_\($0)" }
    + ["accepted", "buffered", "delivered", "failed", "expired", "rejected"].map { "event_kind_receipt_\($0)" }

  private static func sources(_ folder: String, _ kind: String) throws -> [(name: String, text: String)] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Sources/EnvoiWeb/\(folder)").standardized
    let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
    return try files.filter { $0.pathExtension == kind }.map { ($0.lastPathComponent, try String(contentsOf: $0, encoding: .utf8)) }
  }

  /// Every key that a template or a source file names, with where.
  private static func used() throws -> [(key: String, place: String)] {
    var used: [(String, String)] = []
    for (name, text) in try sources("Resources", "mustache") {
      for match in text.matches(of: /\{\{\s*l\.([a-z0-9_]+)\s*\}\}/) { used.append((String(match.1), name)) }
    }
    for (name, text) in try sources("", "swift") where name != "Resources.swift" {
      for match in text.matches(of: /labels\("([a-z0-9_]+)"(, count:)?/) {
        used += match.2 == nil ? [(String(match.1), name)] : ["_one", "_other"].map { ("\(match.1)\($0)", name) }
      }
      // What stands in the audit.
      for match in text.matches(of: /"((?:key|message|queue|site|transport|user|webhook)\.[a-z]+)"/) {
        used.append(("audit_\(match.1)", name))
      }
      for match in text.matches(of: /notice: "([a-z0-9_]+)"(, count:)?/) {
        used += match.2 == nil ? [(String(match.1), name)] : ["_one", "_other"].map { ("\(match.1)\($0)", name) }
      }
    }
    return used
  }

  @Test("every label that a page names is there in every language", arguments: Language.allCases)
  func complete(language: Language) throws {
    let texts = Labels.of(language).texts
    #expect(!texts.isEmpty)
    for (key, place) in try Self.used() { #expect(texts[key]?.isEmpty == false, "\(key), which \(place) names") }
    for key in Self.computed { #expect(texts[key]?.isEmpty == false, "\(key)") }
    #expect(Set(texts.keys) == Set(Labels.of(.en).texts.keys))
  }

  @Test("the values that a text takes are the same in every language")
  func values() {
    for (key, text) in Labels.of(.en).texts {
      let values = Set(text.matches(of: /\{[a-z]+\}/).map { $0.output })
      for language in Language.allCases {
        #expect(Set((Labels.of(language).texts[key] ?? "").matches(of: /\{[a-z]+\}/).map { $0.output }) == values, "\(key) in \(language)")
      }
    }
  }

  @Test("an explanation has the values that its label takes", arguments: Explanation.Kind.allCases)
  func explanations(kind: Explanation.Kind) {
    func values(_ text: String) -> Set<Substring> { Set(text.matches(of: /\{[a-z]+\}/).map(\.output)) }
    #expect(values(Labels.of(.en)("explain_\(kind.rawValue)")).isSubset(of: values(kind.sentence)))
  }

  @Test("the language is the browser's first one that there is")
  func accepted() {
    #expect(Labels.language(accepted: "fr-CH, fr;q=0.9, en;q=0.8, *;q=0.5") == .fr)
    #expect(Labels.language(accepted: "de, es;q=0.7, en;q=0.9") == .en)
    #expect(Labels.language(accepted: "es, fr") == .es)
    #expect(Labels.language(accepted: "de, it") == nil)
    #expect(Labels.language(accepted: "fr;q=0, en;q=0.1") == .en)
    #expect(Labels.language(accepted: ";;,q=,é") == nil)
  }

  @Test("numbers, plurals and dates are as the language has them")
  func formatting() {
    #expect(Labels.of(.en)("queue_shown", count: 1) == "1 row")
    #expect(Labels.of(.fr)("queue_shown", count: 0) == "0 envoi")
    #expect(Formatting(.en).number(1_234_567) == "1,234,567")
    #expect(Formatting(.es).number(1_234_567) == "1.234.567")
    #expect(Formatting(.fr).number(1_234_567).filter { !$0.isWhitespace } == "1234567")
  }
}
