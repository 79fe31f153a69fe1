import Foundation
import FoundationXML
import MessageFormat
import Testing
import Transport

@testable import Envoi

@Suite("Requests of gateways")
struct GatewayRequestTests {
  private static let hostile = OutgoingText.hostile

  @Test("in a path, a query and a form a value stays a value")
  func percent() throws {
    let gateway = try Gateway.sample(
      request: #"{url: "{{settings.region}}/send/{{text}}?v=1", query: {"a b&": "x {{text}} %d"}, form: {text: "{{text}}", ref: "{{id}}"}}"#
    )
    let request = try gateway.configured(["region": "http://127.0.0.1:8080/base/"]).request(.sample(Self.hostile))
    #expect(request.url.hasPrefix("http://127.0.0.1:8080/base/send/") && request.method == "POST")
    let url = try #require(URLComponents(string: request.url))
    #expect(url.host == "127.0.0.1" && url.path == "/base/send/\(Self.hostile)" && url.fragment == nil)
    #expect(request.query == ["v": "1", "a b&": "x \(Self.hostile) %d"])
    #expect(request.form == ["text": Self.hostile, "ref": "17-1-9f2c"])
    #expect(request.header("Content-Type") == "application/x-www-form-urlencoded")
  }

  @Test("ISO-8859-1 is written where the gateway takes nothing else, and what it has not is refused")
  func latin1() throws {
    let gateway = try Gateway.sample(request: #"{url: "https://h/x", charset: "iso-8859-1", form: {t: "{{text}}"}}"#).configured()
    #expect(try gateway.request(.sample("é&\n")).body == Array("t=%E9%26%0A".utf8))
    let refusal = try #require(throws: InvalidInput.self) { try gateway.request(.sample("12 €")) }
    #expect(refusal.description.hasPrefix("text: has \"€\", which ISO-8859-1 has not"))
  }

  @Test("in JSON a value stays a value, a number becomes one, and the author's tree is kept")
  func json() throws {
    let gateway = try Gateway.sample(
      request:
        #"{url: "https://h", json: {a: {"b\"": ["{{text}}", 7, true, null, "{{from}}", 1.5]}, n: "{{parts as number}}", r: "<{{text}}>", e: {}, gone: "{{settings.from}}"}}"#
    )
    let request = try gateway.configured().request(.sample(Self.hostile))
    let expected: NSDictionary = [
      "a": ["b\"": [Self.hostile, 7, true, NSNull(), 1.5]], "n": 2, "r": "<\(Self.hostile)>", "e": [:],
    ]
    #expect(request.json == expected)
    #expect(request.header("Content-Type") == "application/json")
    #expect(try gateway.configured(["from": "x"]).request(.sample("\u{1}\u{7F}\u{2028}")).json?["gone"] as? String == "x")
    let control = try gateway.configured().request(.sample("\u{1}\u{7F}\u{2028}")).json?["r"] as? String
    #expect(control == "<\u{1}\u{7F}\u{2028}>")
  }

  @Test("what is to be a number and is none is refused")
  func number() throws {
    let gateway = try Gateway.sample(request: #"{url: "https://h", json: {n: "{{settings.from as number}}"}}"#)
    for (value, written) in [("007", "7"), ("-1", "-1"), ("1.50", "1.5"), ("1e3", "1000.0")] {
      #expect(try gateway.configured(["from": value]).request(.sample()).body == Array("{\"n\":\(written)}".utf8))
    }
    for value in ["1,\"x\":2", "nan", "inf", "0x", "one"] {
      #expect(throws: InvalidInput.self) { try gateway.configured(["from": value]).request(.sample()) }
    }
  }

  @Test("in XML a value stays a value, in elements and in attributes; what XML cannot hold is refused")
  func xml() throws {
    let gateway = try Gateway.sample(
      request: #"{url: "https://h", xml: "<sms to='{{to}}' text=\"{{text}}\" from=\"{{from}}\"><t>{{text}}</t></sms>"}"#
    ).configured()
    let request = try gateway.request(.sample(Self.hostile))
    let reader = XMLReader()
    let parser = XMLParser(data: Data(try #require(request.body)))
    parser.delegate = reader
    #expect(parser.parse())
    #expect(reader.attributes == ["to": "+33612345678", "text": Self.hostile, "from": ""] && reader.text == Self.hostile)
    #expect(reader.elements == ["sms", "t"])
    #expect(throws: InvalidInput.self) { try gateway.request(.sample("a\u{1}b")) }
  }

  @Test("in a header a value stays on its line")
  func header() throws {
    let gateway = try Gateway.sample(
      request: #"{url: "https://h", headers: {"X-Text": "<{{text}}>", "X-Key": "{{settings.key}}", "X-From": "{{from}}"}, form: {}}"#)
    let configured = try gateway.configured(secrets: ["key": "k1"])
    let request = try configured.request(.sample("é: 1"))
    #expect(request.header("X-Text") == "<é: 1>" && request.header("X-Key") == "k1" && request.header("X-From") == nil)
    let refusal = try #require(throws: InvalidInput.self) { try configured.request(.sample("a\r\nX-Evil: 1")) }
    #expect(refusal.field == "text")
    #expect(throws: InvalidInput.self) { try Gateway.sample(request: #"{url: "https://h", headers: {"X Y": "1"}}"#).configured() }
  }

  @Test("basic and bearer authentication are written as their RFCs say, and left out without a value")
  func auth() throws {
    let basic = try Gateway.sample(
      request: #"{url: "https://h", auth: {basic: {user: "{{settings.from}}", password: "{{settings.key}}"}}}"#)
    let request = try basic.configured(["from": "Aladdin"], secrets: ["key": "open sesame"]).request(.sample())
    #expect(request.header("Authorization") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
    #expect(try basic.configured(["from": "Aladdin"]).request(.sample()).header("Authorization") == nil)
    #expect(throws: InvalidInput.self) { try basic.configured(["from": "a:b"], secrets: ["key": "c"]) }
    let bearer = try Gateway.sample(request: #"{url: "https://h", auth: {bearer: "{{settings.key}}"}}"#)
    #expect(try bearer.configured(secrets: ["key": "abc"]).request(.sample()).header("Authorization") == "Bearer abc")
  }

  @Test("what has no value is left out; the first of several that has one is taken")
  func missing() throws {
    let gateway = try Gateway.sample(
      #"encodings: {gsm7: "0", ucs2: "2"}, number: "00""#,
      request:
        #"{url: "https://h", method: "GET", query: {a: "{{from or settings.from}}", b: "{{receipt_url}}/%d", c: "{{if receipt_url}}31", d: "{{encoding}}", e: "{{if settings.key}}1", f: "", g: "{{to}}"}}"#
    )
    let plain = try gateway.configured().request(.sample())
    #expect(plain.url == "https://h?f=&g=0033612345678" && plain.body == nil)
    let set = try gateway.configured(["from": "ACME"], secrets: ["key": "k"])
    #expect(try set.request(.sample()).query == ["a": "ACME", "e": "1", "f": "", "g": "0033612345678"])
    let full = try set.request(.sample(from: "+4790000000", receiptURL: "https://me/r", encoding: .ucs2))
    #expect(full.query["a"] == "004790000000" && full.query["b"] == "https://me/r/%d" && full.query["c"] == "31" && full.query["d"] == "2")
    #expect(try gateway.configured(["from": ""]).request(.sample()).query["a"] == nil)
  }

  @Test("what the gateway does not take is refused with the text's own fault")
  func limits() throws {
    let gateway = try Gateway.sample(#"encodings: {gsm7: "0"}, longest: 5"#).configured()
    #expect(try gateway.request(.sample("12345", encoding: .gsm7)).body != nil)
    #expect(throws: InvalidInput("text", "must have at most 5 characters for sample", "6 characters")) {
      try gateway.request(.sample("123456"))
    }
    #expect(throws: InvalidInput("text", "must not need UCS-2, which sample does not take", "😀")) {
      try gateway.request(.sample("😀", encoding: .ucs2))
    }
  }

  @Test("what a gateway writes for an international number is read as one")
  func numbers() {
    #expect(NumberFormat.digits.read("33612345678") == "+33612345678" && NumberFormat.digits.read("12345") == "12345")
    #expect(NumberFormat.zeros.read("0033612345678") == "+33612345678" && NumberFormat.e164.read("+33612345678") == "+33612345678")
    #expect(NumberFormat.digits.read("ACME") == "ACME" && NumberFormat.digits.written("ACME") == "ACME")
  }
}

private final class XMLReader: NSObject, XMLParserDelegate {
  var elements: [String] = []
  var attributes: [String: String] = [:]
  var text = ""

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]
  ) {
    elements.append(name)
    self.attributes.merge(attributes) { $1 }
  }

  func parser(_ parser: XMLParser, foundCharacters characters: String) { text += characters }
}
