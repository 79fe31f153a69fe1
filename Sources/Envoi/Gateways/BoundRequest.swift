internal import Foundation
import Transport

/// A request that lacks nothing but the message.
struct BoundRequest: Sendable {
  private enum Body: Sendable {
    case none
    case form([Entry])
    case json(JSONShape<BoundTemplate>)
    case xml(BoundTemplate)
  }

  private struct Entry: Sendable {
    /// As it goes out.
    let name: [UInt8]
    let template: BoundTemplate
  }

  /// Scheme, host and port.
  let origin: String
  private let method: String
  private let url: BoundTemplate
  private let urlHasQuery: Bool
  private let query: [Entry]
  private let fixedHeaders: [HTTPHeader]
  private let headers: [(name: String, template: BoundTemplate)]
  private let body: Body

  init(_ description: RequestDescription, _ values: SettingValues) throws(InvalidInput) {
    method = description.method
    let (url, base) = try description.url.boundURL(values)
    (self.url, origin) = (url, base)
    urlHasQuery = url.pieces.contains { if case .bytes(let bytes) = $0 { bytes.contains(UInt8(ascii: "?")) } else { false } }

    let percent = Escaping.percent(description.charset)
    func entries(_ entries: [RequestDescription.Entry]) throws(InvalidInput) -> [Entry] {
      var bound: [Entry] = []
      for entry in entries {
        guard let template = try entry.template.bound(values, percent) else { continue }
        bound.append(Entry(name: try percent.escaped(entry.name, field: "request"), template: template))
      }
      return bound
    }
    query = try entries(description.query)
    let contentType: String?
    switch description.body {
    case .none: (body, contentType) = (.none, nil)
    case .form(let form): (body, contentType) = (.form(try entries(form)), "application/x-www-form-urlencoded")
    case .json(let shape): (body, contentType) = (.json(try shape.bound(values) ?? .literal([])), "application/json")
    case .xml(let template):
      body = .xml(try template.bound(values, .xml, literals: .raw, missing: []) ?? BoundTemplate(escaping: .xml))
      contentType = "application/xml; charset=utf-8"
    }

    var fixed: [HTTPHeader] = []
    var varying: [(name: String, template: BoundTemplate)] = []
    for entry in description.headers {
      guard let template = try entry.template.bound(values, .header) else { continue }
      if let constant = template.constant {
        fixed.append(try HTTPHeader(entry.name, constant))
      } else {
        varying.append((entry.name, template))
      }
    }
    if let contentType, !description.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
      fixed.append(try HTTPHeader("Content-Type", Array(contentType.utf8)))
    }
    if let header = try description.auth?.header(values) { fixed.append(try HTTPHeader("Authorization", Array(header.utf8))) }
    (fixedHeaders, headers) = (fixed, varying)
  }

  func filled(_ message: MessageValues) throws(InvalidInput) -> HTTPRequest {
    var bytes: [UInt8] = []
    _ = try url.write(message, into: &bytes)
    try Self.write(query, message, into: &bytes, first: urlHasQuery ? UInt8(ascii: "&") : UInt8(ascii: "?"))
    var headers = fixedHeaders
    for (name, template) in self.headers {
      var value: [UInt8] = []
      if try template.write(message, into: &value) { headers.append(try HTTPHeader(name, value)) }
    }
    return HTTPRequest(
      method: method, url: String(decoding: bytes, as: UTF8.self), headers: headers, body: try body(message))
  }

  private func body(_ message: MessageValues) throws(InvalidInput) -> [UInt8]? {
    var bytes: [UInt8] = []
    switch body {
    case .none: return method == "GET" ? nil : []
    case .form(let entries): try Self.write(entries, message, into: &bytes, first: nil)
    case .json(let shape): _ = try shape.write(message, into: &bytes)
    case .xml(let template): _ = try template.write(message, into: &bytes)
    }
    return bytes
  }

  private static func write(_ entries: [Entry], _ message: MessageValues, into bytes: inout [UInt8], first: UInt8?) throws(InvalidInput) {
    var separator = first
    for entry in entries {
      let start = bytes.count
      if let separator { bytes.append(separator) }
      bytes += entry.name
      bytes.append(UInt8(ascii: "="))
      if try entry.template.write(message, into: &bytes) {
        separator = UInt8(ascii: "&")
      } else {
        bytes.removeLast(bytes.count - start)
      }
    }
  }
}

extension HTTPHeader {
  fileprivate init(_ name: String, _ value: [UInt8]) throws(InvalidInput) {
    do { try self.init(name: name, value: String(decoding: value, as: UTF8.self)) } catch {
      throw InvalidInput("request.headers", "\(error)")
    }
  }
}
