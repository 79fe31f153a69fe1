import Foundation

/// What the tags of a template stand for, for one recipient.
struct TemplateValues {
  private let name: String?
  private let variables: [String: Any]

  /// `variables` is the text of a JSON object. A null is a variable that is missing.
  init(name: String?, variables: String?) throws(MessageError) {
    self.name = name
    guard let variables else {
      self.variables = [:]
      return
    }
    let object = try? JSONSerialization.jsonObject(with: Data(variables.utf8)) as? [String: Any]
    guard let object else { throw MessageError("variables", "not a JSON object") }
    self.variables = object.compactMapValues(Self.renderable)
  }

  /// For swift-mustache, which is quicker with dictionaries than with types.
  var dictionary: [String: Any] {
    var dictionary: [String: Any] = ["variables": variables]
    dictionary["name"] = name
    return dictionary
  }

  func has(_ name: String) -> Bool { text(at: name.split(separator: ".").map(String.init)) != nil }

  /// The text of `name` or of `variables`, ...; nil for what is missing, and for lists and objects, which only a section can show.
  func text(at path: [String]) -> String? {
    guard path[0] == "variables" else { return name }
    var value: Any? = variables
    for key in path.dropFirst() { value = (value as? [String: Any])?[key] }
    if let text = value as? String { return text }
    return (value as? Bool).map { $0 ? "true" : "false" }
  }

  /// Numbers as the text that people expect, since a boxed 1 would also pass for `true`.
  private static func renderable(_ value: Any) -> Any? {
    switch value {
    case let text as String: text
    case let list as [Any]: list.compactMap(renderable)
    case let object as [String: Any]: object.compactMapValues(renderable)
    case let number as NSNumber: number.objCType[0] == CChar(bitPattern: UInt8(ascii: "c")) ? number.boolValue : number.stringValue
    default: nil
    }
  }
}
