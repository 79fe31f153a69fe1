/// A JSON tree whose strings are templates.
indirect enum JSONShape<Template: Sendable>: Sendable {
  /// As it goes out: true, 7, null.
  case literal([UInt8])
  case string(Template)
  case number(Template)
  case list([JSONShape])
  case object([(name: [UInt8], value: JSONShape)])
}

extension JSONShape<GatewayTemplate> {
  init(_ tree: JSONTree, path: String, settings: [Setting]) throws(InvalidInput) {
    switch tree {
    case .null: self = .literal(Array("null".utf8))
    case .bool, .integer, .number: self = .literal(Array((tree.text ?? "").utf8))
    case .string(let text):
      let template = try GatewayTemplate(text, field: path, settings: settings)
      guard template.isNumber || !template.placeholders.contains(where: \.isNumber) else {
        throw InvalidInput(path, "must be nothing but the placeholder, where one is \"as number\"", text)
      }
      self = template.isNumber ? .number(template) : .string(template)
    case .list(let list):
      var shapes: [JSONShape] = []
      for (index, element) in list.enumerated() {
        shapes.append(try JSONShape(element, path: "\(path)[\(index)]", settings: settings))
      }
      self = .list(shapes)
    case .object(let object):
      var members: [(name: [UInt8], value: JSONShape)] = []
      for member in object {
        let name = try Escaping.json.escaped(member.name, field: path)
        members.append((name, try JSONShape(member.value, path: "\(path).\(member.name)", settings: settings)))
      }
      self = .object(members)
    }
  }

  var templates: [GatewayTemplate] {
    switch self {
    case .literal: []
    case .string(let template), .number(let template): [template]
    case .list(let list): list.flatMap(\.templates)
    case .object(let members): members.flatMap(\.value.templates)
    }
  }

  /// Nil where a template in its place is left out for every message.
  func bound(_ values: SettingValues) throws(InvalidInput) -> JSONShape<BoundTemplate>? {
    switch self {
    case .literal(let bytes): return .literal(bytes)
    case .string(let template): return try template.bound(values, .json).map { .string($0) }
    case .number(let template): return try template.bound(values, .raw).map { .number($0) }
    case .list(let list):
      var bound: [JSONShape<BoundTemplate>] = []
      for element in list { if let element = try element.bound(values) { bound.append(element) } }
      return .list(bound)
    case .object(let members):
      var bound: [(name: [UInt8], value: JSONShape<BoundTemplate>)] = []
      for member in members { if let value = try member.value.bound(values) { bound.append((member.name, value)) } }
      return .object(bound)
    }
  }
}

extension JSONShape<BoundTemplate> {
  /// - Returns: false, with nothing written, where it is left out for this message.
  func write(_ message: MessageValues, into bytes: inout [UInt8]) throws(InvalidInput) -> Bool {
    switch self {
    case .literal(let literal): bytes += literal
    case .string(let template):
      bytes.append(UInt8(ascii: "\""))
      guard try template.write(message, into: &bytes) else {
        bytes.removeLast()
        return false
      }
      bytes.append(UInt8(ascii: "\""))
    case .number(let template):
      var text: [UInt8] = []
      guard try template.write(message, into: &text) else { return false }
      let value = String(decoding: text, as: UTF8.self)
      // Written anew: 007 and +7 are numbers here and none in JSON.
      if let number = Int(value) {
        bytes += String(number).utf8
      } else if let number = Double(value), number.isFinite {
        bytes += String(number).utf8
      } else {
        throw InvalidInput("request.json", "must be a number where the gateway's description says \"as number\"", value)
      }
    case .list(let list):
      bytes.append(UInt8(ascii: "["))
      for element in list where try element.write(message, into: &bytes) { bytes.append(UInt8(ascii: ",")) }
      close(&bytes, UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for member in members {
        let start = bytes.count
        bytes.append(UInt8(ascii: "\""))
        bytes += member.name
        bytes += "\":".utf8
        if try member.value.write(message, into: &bytes) {
          bytes.append(UInt8(ascii: ","))
        } else {
          bytes.removeLast(bytes.count - start)
        }
      }
      close(&bytes, UInt8(ascii: "}"))
    }
    return true
  }

  /// In place of the comma after the last.
  private func close(_ bytes: inout [UInt8], _ bracket: UInt8) {
    if bytes.last == UInt8(ascii: ",") { bytes.removeLast() }
    bytes.append(bracket)
  }
}
