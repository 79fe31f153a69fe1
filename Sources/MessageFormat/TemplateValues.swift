import Foundation

/// What the tags of a template stand for, for one recipient.
struct TemplateValues {
  private enum Variables {
    /// All are plain strings, and few: a search along them is quicker than a dictionary.
    case texts([(key: String, text: String)])
    case object([String: Any])
  }

  private let name: String?
  private let variables: Variables

  /// `variables` is the text of a JSON object. A null is a variable that is missing, and so is an empty name.
  init(name: String?, variables: String?) throws(MessageError) {
    let name = name?.trimmingBlanks ?? ""
    self.name = name.isEmpty ? nil : name
    guard let variables, variables != "{}" else {
      self.variables = .texts([])
      return
    }
    if let texts = Self.texts(in: variables) {
      self.variables = .texts(texts)
      return
    }
    guard let object = try? JSONSerialization.jsonObject(with: Data(variables.utf8)) as? [String: Any] else {
      throw MessageError("variables", "not a JSON object")
    }
    self.variables = .object(object)
  }

  private init(name: String?, variables: Variables) {
    self.name = name
    self.variables = variables
  }

  /// The same values with every text changed, lists and objects included.
  func mapTexts(_ change: (String) -> String) -> TemplateValues {
    func changed(_ value: Any) -> Any {
      switch value {
      case let text as String: change(text)
      case let list as [Any]: list.map(changed)
      case let object as [String: Any]: object.mapValues(changed)
      default: value
      }
    }
    let variables: Variables =
      switch variables {
      case .texts(let texts): .texts(texts.map { ($0.key, change($0.text)) })
      case .object(let object): .object(object.mapValues(changed))
      }
    return TemplateValues(name: name.map(change), variables: variables)
  }

  /// Throws where one of these has no value.
  func require(_ names: [VariableName]) throws(MessageError) {
    let missing = names.filter { text(of: $0) == nil }.map(\.description)
    guard missing.isEmpty else { throw MessageError("variables", "missing: \(missing.joined(separator: ", "))") }
  }

  /// The members of an object of a few plain strings, which most are; nil for any other. Foundation's parser takes five times as long.
  private static func texts(in json: String) -> [(key: String, text: String)]? {
    var json = json
    return json.withUTF8 { bytes in
      var texts: [(key: String, text: String)] = []
      var position = 0
      func next() -> UInt8? {
        while position < bytes.count, bytes[position] == UInt8(ascii: " ") { position += 1 }
        guard position < bytes.count else { return nil }
        position += 1
        return bytes[position - 1]
      }
      func string() -> String? {
        guard next() == UInt8(ascii: "\"") else { return nil }
        let start = position
        while position < bytes.count, bytes[position] >= 0x20, bytes[position] != UInt8(ascii: "\\") {
          position += 1
          guard bytes[position - 1] != UInt8(ascii: "\"") else {
            return String(decoding: bytes[start..<position - 1], as: UTF8.self)
          }
        }
        return nil
      }
      guard next() == UInt8(ascii: "{") else { return nil }
      while true {
        guard let key = string(), next() == UInt8(ascii: ":"), let value = string() else { return nil }
        guard texts.count < 16 else { return nil }
        texts.append((key, value))
        switch next() {
        case UInt8(ascii: ","): continue
        case UInt8(ascii: "}"): return next() == nil ? texts : nil
        default: return nil
        }
      }
    }
  }

  /// For swift-mustache, which is quicker with dictionaries than with types.
  var dictionary: [String: Any] {
    let variables: [String: Any] =
      switch variables {
      case .texts(let texts): Dictionary(texts.map { ($0.key, $0.text) }) { $1 }
      case .object(let object): object.compactMapValues(Self.renderable)
      }
    var dictionary: [String: Any] = ["variables": variables]
    dictionary["name"] = name
    return dictionary
  }

  /// The text of a variable; nil for what is missing, and for lists and objects, which only a section can show.
  func text(of variable: VariableName) -> String? {
    guard let first = variable.path.first else { return name }
    var value: Any?
    switch variables {
    // Of two members with one key the last counts.
    case .texts(let texts): return variable.path.count == 1 ? texts.last { $0.key == first }?.text : nil
    case .object(let object): value = object[first]
    }
    for key in variable.path.dropFirst() { value = (value as? [String: Any])?[key] }
    if let text = value as? String { return text }
    switch value.flatMap(Self.renderable) {
    case let text as String: return text
    case let flag as Bool: return flag ? "true" : "false"
    default: return nil
    }
  }

  /// Numbers as the text that people expect, since a boxed 1 would also pass for `true`. What is sealed shows as dots: who sends it opens it
  /// before.
  private static func renderable(_ value: Any) -> Any? {
    switch value {
    case let text as String: text
    case let list as [Any]: list.compactMap(renderable)
    case let object as [String: Any] where object.count == 1 && object["sealed"] is String: "•••"
    case let object as [String: Any]: object.compactMapValues(renderable)
    case let number as NSNumber: number.objCType[0] == CChar(bitPattern: UInt8(ascii: "c")) ? number.boolValue : number.stringValue
    default: nil
    }
  }
}
