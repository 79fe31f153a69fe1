internal import Foundation

/// A JSON object whose fields are taken by name and type; errors name the path, as in `to[2].address`.
struct JSONFields {
  private let object: [String: Any]
  private let path: String

  init(_ json: Data) throws(InvalidInput) {
    let value: Any
    do { value = try JSONSerialization.jsonObject(with: json, options: .fragmentsAllowed) } catch {
      let why = (error as NSError).userInfo["NSDebugDescription"] as? String ?? "\(error)"
      throw InvalidInput("json", "must be one JSON object in UTF-8 (\(why))")
    }
    try self.init(value, path: "")
  }

  init(_ value: Any, path: String) throws(InvalidInput) {
    guard let object = value as? [String: Any] else {
      throw InvalidInput(path.isEmpty ? "json" : path, "must be an object", "\(value)")
    }
    self.object = object
    self.path = path
  }

  func path(of name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

  /// The same for the same content, whatever the order and the blanks.
  var canonical: Data { (try? JSONSerialization.data(withJSONObject: object, options: .sortedKeys)) ?? Data() }

  func refuseAllBut(_ known: Set<String>) throws(InvalidInput) {
    guard let unknown = object.keys.lazy.filter({ !known.contains($0) }).min() else { return }
    throw InvalidInput(path(of: unknown), "is unknown; known are \(known.sorted().joined(separator: ", "))")
  }

  /// The value; nil where it is missing or null.
  func any(_ name: String) -> Any? {
    // `is NSNull` would bridge every string and object to find out.
    guard let value = object[name], type(of: value) != NSNull.self else { return nil }
    return value
  }

  func string(_ name: String) throws(InvalidInput) -> String? {
    guard let value = any(name) else { return nil }
    guard var text = value as? String else { throw InvalidInput(path(of: name), "must be a string", "\(value)") }
    guard text.withUTF8({ !$0.contains(0) }) else { throw InvalidInput(path(of: name), "must not contain the character NUL") }
    return text
  }

  func integer(_ name: String, in range: ClosedRange<Int>) throws(InvalidInput) -> Int? {
    guard let value = any(name) else { return nil }
    // A boxed true would pass for 1.
    guard let boxed = value as? NSNumber, boxed.objCType[0] != CChar(bitPattern: UInt8(ascii: "c")), let number = value as? Int,
      range.contains(number)
    else {
      throw InvalidInput(path(of: name), "must be a whole number from \(range.lowerBound) to \(range.upperBound)", "\(value)")
    }
    return number
  }

  func list(_ name: String) throws(InvalidInput) -> [Any] {
    guard let value = any(name) else { return [] }
    guard let list = value as? [Any] else { throw InvalidInput(path(of: name), "must be a list", "\(value)") }
    return list
  }

  /// The text of an object, as it is stored.
  func objectText(_ name: String) throws(InvalidInput) -> String? {
    guard let value = any(name) else { return nil }
    guard let object = value as? [String: Any] else { throw InvalidInput(path(of: name), "must be an object", "\(value)") }
    var text: [UInt8] = []
    JSONText.write(object, into: &text)
    guard !text.containsEscapedNUL else { throw InvalidInput(path(of: name), "must not contain the character NUL") }
    return String(decoding: text, as: UTF8.self)
  }
}

extension [UInt8] {
  /// `\u0000`, which jsonb cannot hold.
  fileprivate var containsEscapedNUL: Bool {
    guard contains(UInt8(ascii: "\\")) else { return false }
    return String(decoding: self, as: UTF8.self).contains("\\u0000")
  }
}
