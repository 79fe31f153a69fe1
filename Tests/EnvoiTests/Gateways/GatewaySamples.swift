import Foundation
import MessageFormat
import Testing
import Transport

@testable import Envoi

extension Gateway {
  /// A small one: `fields` are added to it, and replace its own.
  static func sample(_ fields: String = "", request: String = #"{url: "https://sms.example/send", form: {to: "{{to}}", text: "{{text}}"}}"#)
    throws(InvalidInput)
    -> Gateway
  {
    let own = [
      #"name: "sample""#, #"channel: "sms""#, #"about: "for tests""#,
      #"settings: {key: {about: "API key", secret: true}, from: {about: "sender"}, region: {about: "region", default: "eu"}}"#,
    ]
    let kept = own.filter { !"\n, \(fields)".contains(", " + $0.prefix { $0 != ":" } + ":") }
    let text = "{\((kept + ["request: \(request)", fields]).joined(separator: ", "))}"
    return try Gateway(Array(text.utf8), field: "--gateway")
  }

  func configured(_ settings: [String: String] = [:], secrets: [String: String] = [:]) throws(InvalidInput) -> ConfiguredGateway {
    try ConfiguredGateway(self, settings: settings, secrets: secrets.mapValues(Secret.init))
  }
}

extension OutgoingText {
  /// What every place has to survive: two-, three- and four-byte characters, markup, quotes, separators, line ends.
  static let hostile = "é€😀 &<>\"'\\ +%41=?;#/{{to}} \r\n\tfin]]>"

  static func sample(_ text: String = "Bonjour", from: String? = nil, receiptURL: String? = nil, encoding: SMSEncoding? = nil)
    -> OutgoingText
  {
    OutgoingText(to: "+33612345678", text: text, from: from, id: "17-1-9f2c", receiptURL: receiptURL, encoding: encoding, parts: 2)
  }
}

extension HTTPRequest {
  func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

  /// Read by Foundation, not by us.
  var query: [String: String] { Self.fields(URLComponents(string: url)?.percentEncodedQuery) }
  var form: [String: String] { Self.fields(body.map { String(decoding: $0, as: UTF8.self) }) }
  var json: NSDictionary? { body.flatMap { try? JSONSerialization.jsonObject(with: Data($0)) as? NSDictionary } }

  private static func fields(_ text: String?) -> [String: String] {
    var parts = URLComponents()
    parts.percentEncodedQuery = text
    return Dictionary(uniqueKeysWithValues: (parts.queryItems ?? []).map { ($0.name, $0.value ?? "") })
  }
}

extension ConfiguredGateway {
  func meaning(_ status: Int, _ body: String = "", _ headers: [(String, String)] = []) throws -> Answer.Meaning {
    try answered(status, body, headers).meaning
  }

  func answered(_ status: Int, _ body: String = "", _ headers: [(String, String)] = []) throws -> Answer {
    answer(to: HTTPResponse(status: status, headers: try headers.map { try HTTPHeader(name: $0.0, value: $0.1) }, body: Array(body.utf8)))
  }
}

extension Callback {
  static func get(_ url: String, _ headers: [(String, String)] = []) throws -> Callback {
    Callback(method: "GET", url: url, headers: try headers.map { try HTTPHeader(name: $0.0, value: $0.1) }, body: [])
  }

  static func post(_ url: String, _ type: String, _ body: String, _ headers: [(String, String)] = []) throws -> Callback {
    Callback(
      method: "POST", url: url, headers: try (headers + [("Content-Type", type)]).map { try HTTPHeader(name: $0.0, value: $0.1) },
      body: Array(body.utf8))
  }

  static func form(_ url: String, _ body: String, _ headers: [(String, String)] = []) throws -> Callback {
    try post(url, "application/x-www-form-urlencoded; charset=UTF-8", body, headers)
  }
}
