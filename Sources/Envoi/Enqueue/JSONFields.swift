public import Foundation

/// A JSON object whose fields are taken by name and type; errors name the path, as in `to[2].address`.
public struct JSONFields {
  private var object: [String: Any]
  private let path: String

  /// - Throws: ``InvalidInput`` with the field `json` where it is no JSON object.
  public init(_ json: Data) throws(InvalidInput) {
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

  /// Its fields that are not null.
  public var names: Set<String> { Set(object.keys.filter { any($0) != nil }) }

  func path(of name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

  /// The same for the same content, whatever the order and the blanks.
  var canonical: Data { (try? JSONSerialization.data(withJSONObject: object, options: .sortedKeys)) ?? Data() }

  /// Sets a field that was given beside the object.
  mutating func set(_ name: String, _ text: String) { object[name] = text }

  public func refuseAllBut(_ known: Set<String>) throws(InvalidInput) {
    guard let unknown = object.keys.lazy.filter({ !known.contains($0) }).min() else { return }
    throw InvalidInput(path(of: unknown), "is unknown; known are \(known.sorted().joined(separator: ", "))")
  }

  /// The value; nil where it is missing or null.
  public func any(_ name: String) -> Any? {
    // `is NSNull` would bridge every string and object to find out.
    guard let value = object[name], type(of: value) != NSNull.self else { return nil }
    return value
  }

  public func string(_ name: String) throws(InvalidInput) -> String? {
    guard let value = any(name) else { return nil }
    guard var text = value as? String else { throw InvalidInput(path(of: name), "must be a string", "\(value)") }
    guard text.withUTF8({ !$0.contains(0) }) else { throw InvalidInput(path(of: name), "must not contain the character NUL") }
    return text
  }

  public func integer(_ name: String, in range: ClosedRange<Int>) throws(InvalidInput) -> Int? {
    guard let value = any(name) else { return nil }
    // A boxed true would pass for 1.
    guard let boxed = value as? NSNumber, !Self.isBoolean(boxed), let number = value as? Int,
      range.contains(number)
    else {
      throw InvalidInput(path(of: name), "must be a whole number from \(range.lowerBound) to \(range.upperBound)", "\(value)")
    }
    return number
  }

  public func list(_ name: String) throws(InvalidInput) -> [Any] {
    guard let value = any(name) else { return [] }
    guard let list = value as? [Any] else { throw InvalidInput(path(of: name), "must be a list", "\(value)") }
    return list
  }

  public func boolean(_ name: String) throws(InvalidInput) -> Bool? {
    guard let value = any(name) else { return nil }
    guard let boxed = value as? NSNumber, Self.isBoolean(boxed) else {
      throw InvalidInput(path(of: name), "must be true or false", "\(value)")
    }
    return boxed.boolValue
  }

  private static func isBoolean(_ number: NSNumber) -> Bool { number.objCType[0] == CChar(bitPattern: UInt8(ascii: "c")) }

  public func object(_ name: String) throws(InvalidInput) -> JSONFields? {
    guard let value = any(name) else { return nil }
    return try JSONFields(value, path: path(of: name))
  }

  /// The text of an object, as it is stored.
  public func objectText(_ name: String) throws(InvalidInput) -> String? {
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
