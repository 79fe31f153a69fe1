internal import Envoi
internal import Foundation

/// Names and values of a form or a query, in their order (application/x-www-form-urlencoded, WHATWG URL section 5).
struct Fields: Sendable {
  private(set) var pairs: [(name: String, value: String)] = []

  init(_ pairs: [(String, String)] = []) { self.pairs = pairs.map { (name: $0.0, value: $0.1) } }

  /// - Throws: ``InvalidInput`` where it is no UTF-8, or has the character NUL in it, which the database cannot hold.
  init(urlEncoded text: String) throws(InvalidInput) {
    for part in text.split(separator: "&") {
      let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = try Self.decode(halves[0])
      pairs.append((name, halves.count == 2 ? try Self.decode(halves[1]) : ""))
    }
  }

  /// Fields and files of a form with both. Where no file was chosen browsers send one without a name.
  static func form(_ parts: [AttachedFiles.Part]) throws(InvalidInput) -> (Fields, [AttachedFiles.Part]) {
    var fields = Fields()
    for part in parts where part.fileName == nil {
      guard let text = String(validating: part.content, as: UTF8.self), !text.utf8.contains(0) else {
        throw InvalidInput(part.name, "must be UTF-8 without the character NUL")
      }
      fields.pairs.append((part.name, text))
    }
    return (fields, parts.filter { $0.fileName?.isEmpty == false })
  }

  /// The first value of this name, without blanks around it; nil where it is missing or blank.
  subscript(name: String) -> String? {
    guard let value = pairs.first(where: { $0.name == name })?.value.trimmingCharacters(in: .whitespacesAndNewlines) else { return nil }
    return value.isEmpty ? nil : value
  }

  /// The first value of this name as it was given: passwords, texts.
  func raw(_ name: String) -> String { pairs.first { $0.name == name }?.value ?? "" }

  func all(_ name: String) -> [String] { pairs.filter { $0.name == name && !$0.value.isEmpty }.map(\.value) }

  /// - Throws: ``InvalidInput`` where it is missing.
  func required(_ name: String) throws(InvalidInput) -> String {
    guard let value = self[name] else { throw InvalidInput(name, "is missing") }
    return value
  }

  var urlEncoded: String { pairs.map { "\(Self.encode($0.name))=\(Self.encode($0.value))" }.joined(separator: "&") }

  static func encode(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
  }

  private static let unreserved = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

  private static func decode(_ text: Substring) throws(InvalidInput) -> String {
    guard let decoded = text.replacing("+", with: "%20").removingPercentEncoding, !decoded.contains("\0") else {
      throw InvalidInput("form", "must be percent-encoded UTF-8 without the character NUL")
    }
    return decoded
  }
}
