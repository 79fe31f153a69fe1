internal import Envoi
internal import Foundation

/// The texts of the pages in one language, by key: Resources/<language>.json.
struct Labels: Sendable {
  let language: Language
  /// For templates: `{{l.queue}}`.
  let texts: [String: String]

  static func of(_ language: Language) -> Labels { all[language] ?? Labels(language: language, texts: [:]) }

  /// The text of a key; `{name}` in it becomes the value of that name.
  func callAsFunction(_ key: String, _ values: [String: String] = [:]) -> String {
    values.reduce(texts[key] ?? key) { $0.replacing("{\($1.key)}", with: $1.value) }
  }

  /// The text of `<key>_one` or `<key>_other`, in which `{n}` is the number. (French counts none as one.)
  func callAsFunction(_ key: String, count: Int) -> String {
    let isOne = count == 1 || count == 0 && language == .fr
    return self(isOne ? "\(key)_one" : "\(key)_other", ["n": Formatting(language).number(count)])
  }

  /// The first of the languages that a browser asks for (RFC 9110 section 12.5.4) that there is; nil where there is none of them.
  static func language(accepted header: String) -> Language? {
    let wishes = header.split(separator: ",").compactMap { part -> (Language, Double)? in
      let words = part.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
      guard let tag = words.first, let language = Language(rawValue: String(tag.lowercased().prefix { $0 != "-" })) else { return nil }
      let weight = words.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
      return weight > 0 ? (language, weight) : nil
    }
    return wishes.max { $0.1 < $1.1 }?.0
  }

  private static let all = Dictionary(
    uniqueKeysWithValues: Language.allCases.map { language in
      let text = Resources.texts["\(language.rawValue).json"] ?? ""
      return (language, Labels(language: language, texts: (try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))) ?? [:]))
    })
}
