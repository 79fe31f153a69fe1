internal import Foundation
public import Transport

/// An HTTP request of a gateway to us.
public struct Callback: Sendable {
  public let method: String
  /// As the outside sees it: the public URL, path and query exactly as they came. Signatures are over it.
  public let url: String
  public let headers: [HTTPHeader]
  public let body: [UInt8]

  public init(method: String, url: String, headers: [HTTPHeader], body: [UInt8]) {
    (self.method, self.url, self.headers, self.body) = (method, url, headers, body)
  }

  subscript(_ name: String) -> String? {
    let name = name.lowercased()
    return headers.first { $0.name.lowercased() == name }?.value
  }

  /// The whole before the query.
  var urlWithoutQuery: Substring { url.prefix { $0 != "?" } }

  /// Of the query, decoded, in their order.
  var query: [FormField] { FormField.fields(url.utf8.drop { $0 != UInt8(ascii: "?") }.dropFirst()) }

  /// Of a form, decoded, in their order; none of another body.
  var form: [FormField] { type == "application/x-www-form-urlencoded" ? FormField.fields(body) : [] }

  /// What JSONSerialization gives; nil for another body.
  func json() throws(CallbackRefusal) -> Any? {
    guard let type, type == "application/json" || type.hasSuffix("+json") else { return nil }
    do { return try JSONSerialization.jsonObject(with: Data(body)) } catch {
      throw .malformed("the body must be JSON, as its Content-Type says")
    }
  }

  private var type: String? {
    self["Content-Type"]?.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
  }
}
