import Foundation
import Testing
import Transport

@testable import Envoi

@Suite("Callbacks of gateways")
struct CallbackTests {
  private static let states = "states: {accepted: ['sent', 1], delivered: 'ok', failed: 'bad'}"

  private func gateway(_ receipt: String, _ settings: [String: String] = [:], key: String = "12345") throws -> ConfiguredGateway {
    let fields = "receipt: {\(receipt), \(Self.states)}, incoming: {from: 'from', text: 'text', id: '$.id'}"
    return try Gateway.sample(fields).configured(settings, secrets: ["key": key])
  }

  @Test("a receipt is read from query, form and JSON alike")
  func reads() throws {
    let gateway = try gateway("part: 'id', reference: 'ref', status: 'st', code: 'err', why: 'text'")
    let expected = GatewayReceipt(state: .failed, part: "a b+c", reference: "17", code: 9, why: "no é")
    #expect(try gateway.receipt(.get("https://me/r?ref=17&id=a+b%2Bc&st=bad&err=009&text=no%20%C3%A9")) == expected)
    #expect(try gateway.receipt(.form("https://me/r?ref=17", "id=a+b%2Bc&st=bad&err=9&text=no%0A%C3%A9&x=%zz%")) == expected)
    #expect(
      try gateway.receipt(.post("https://me/r?ref=17", "application/json", #"{"id":"a b+c","st":"bad","err":9,"text":"no é"}"#)) == expected
    )
    #expect(
      try gateway.receipt(.get("https://me/r?st=1")) == GatewayReceipt(state: .accepted, part: nil, reference: nil, code: nil, why: nil))
    let nested = try self.gateway("part: '$.data.id', status: '$.data.st[0]'")
    #expect(try nested.receipt(.post("https://me/r", "application/vnd.x+json", #"{"data":{"id":7,"st":["ok"]}}"#)).part == "7")
  }

  @Test("a receipt that says nothing or something unknown is malformed")
  func malformed() throws {
    let gateway = try gateway("status: 'st'")
    #expect(throws: CallbackRefusal.malformed("the receipt has no status")) { try gateway.receipt(.get("https://me/r?st=")) }
    #expect(throws: CallbackRefusal.malformed("the receipt has an unknown status: o k")) {
      try gateway.receipt(.get("https://me/r?st=o%0Ak"))
    }
    #expect(throws: CallbackRefusal.malformed("the body must be JSON, as its Content-Type says")) {
      try gateway.receipt(.post("https://me/r", "application/json", "st=ok"))
    }
    #expect(throws: CallbackRefusal.malformed("the receipt has no status")) {
      try gateway.receipt(.post("https://me/r", "text/plain", "st=ok"))
    }
    #expect(throws: CallbackRefusal.malformed("sample gives no receipts")) {
      try Gateway.sample().configured().receipt(.get("https://me/r"))
    }
    #expect(throws: CallbackRefusal.malformed("sample brings no messages")) {
      try Gateway.sample().configured().incoming(.get("https://me/r"))
    }
    #expect(throws: CallbackRefusal.malformed("the message has no sender")) { try gateway.incoming(.get("https://me/i?text=STOP")) }
  }

  @Test("an incoming message is read, an empty one too")
  func incoming() throws {
    let gateway = try gateway("status: 'st'")
    #expect(
      try gateway.incoming(.post("https://me/i", "application/json", #"{"from":"+33612345678","text":"ARRÊT 😀","id":5}"#))
        == IncomingText(from: "+33612345678", text: "ARRÊT 😀", id: "5"))
    #expect(try gateway.incoming(.get("https://me/i?from=12345&text=")) == IncomingText(from: "12345", text: "", id: nil))
  }

  private func isTaken(_ verify: String, _ callback: Callback, key: String = "12345") throws -> Bool {
    do {
      _ = try gateway("status: 'st', verify: \(verify)", key: key).receipt(callback)
      return true
    } catch CallbackRefusal.malformed(let why) {
      // It passed, and is no receipt.
      #expect(why == "the receipt has no status")
      return true
    } catch CallbackRefusal.forged(let why) {
      #expect(!why.contains(key))
      return false
    }
  }

  // twilio.com/docs/usage/security and the tests of Twilio's libraries.
  @Test(
    "Twilio's published signatures are right",
    arguments: [
      ("https://mycompany.com/myapp.php?foo=1&bar=2", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
      ("https://mycompany.com:1234/myapp.php?foo=1&bar=2", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
      ("http://mycompany.com:1234/myapp.php?foo=1&bar=2", "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
      ("https://mycompany.com/myapp.php?foo=1&bar=2", "kvajT1Ptam85bY51eRf/AJRuM3w="),
      ("http://mycompany.com/myapp.php?foo=1&bar=2", "0ZXoZLH/DfblKGATFgpif+LLRf4="),
      ("https://MyCompany.com/myapp.php?foo=1&bar=2", "g9IN/x4Cft2g517EjYvEvM/W7LU="),
    ])
  func twilio(_ url: String, _ signature: String) throws {
    let verify = "{twilio: {key: '{{settings.key}}'}}"
    let form = "Digits=1234&CallSid=CA1234567890ABCDE&To=%2B18005551212&Caller=%2B14158675309&From=%2B14158675309"
    #expect(try isTaken(verify, .form(url, form, [("X-Twilio-Signature", signature)])))
    #expect(try !isTaken(verify, .form(url, form, [("X-Twilio-Signature", signature)]), key: "12346"))
    #expect(try !isTaken(verify, .form(url, form + "&st=ok", [("X-Twilio-Signature", signature)])))
    #expect(try !isTaken(verify, .form(url + "0", form, [("X-Twilio-Signature", signature)])))
    #expect(try !isTaken(verify, .form(url, form)))
    #expect(try !isTaken(verify, .form(url, form, [("X-Twilio-Signature", "")])))
  }

  @Test("Twilio's signature of repeated fields and of a JSON body is right")
  func twilioOther() throws {
    let verify = "{twilio: {key: '{{settings.key}}'}}"
    let url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    let repeated = "Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234"
    #expect(try isTaken(verify, .form(url, repeated, [("X-Twilio-Signature", "IK+Dwps556ElfBT0I3Rgjkr1wJU=")])))
    let signed = url + "&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
    let header = [("X-Twilio-Signature", "a9nBmqA0ju/hNViExpshrM61xv4=")]
    #expect(try isTaken(verify, .post(signed, "application/json", #"{"property": "value", "boolean": true}"#, header)))
    #expect(try !isTaken(verify, .post(signed, "application/json", #"{"property": "value", "boolean": false}"#, header)))
  }

  // The tests of vonage-python-sdk.
  @Test(
    "Vonage's published signatures are right",
    arguments: [
      ("md5hash", "6af838ef94998832dbfc29020b564830"), ("md5", "c15c21ced558c93a226c305f58f902f2"),
      ("sha1", "3e19a4e6880fdc2c1426bfd0587c98b9532f0210"),
      ("sha256", "a321e824b9b816be7c3f28859a31749a098713d39f613c80d455bbaffae1cd24"),
      (
        "sha512",
        "812a18f76680fa0fe1b8bd9ee1625466ceb1bd96242e4d050d2cfd9a7b40166c63ed26ec9702168781b6edcf1633db8ff95af9341701004eec3fcf9550572ee8"
      ),
    ])
  func vonage(_ method: String, _ signature: String) throws {
    let verify = "{vonage: {key: '{{settings.key}}', method: '\(method)'}}"
    let fields = "b=2&a=1&timestamp=1461605396&sig="
    #expect(try isTaken(verify, .get("https://me/r?\(fields)\(signature)"), key: "secret"))
    #expect(try isTaken(verify, .form("https://me/r", fields + signature.uppercased()), key: "secret"))
    let json = #"{"a":"1","b":2,"timestamp":"1461605396","sig":"\#(signature)"}"#
    #expect(try isTaken(verify, .post("https://me/r", "application/json", json), key: "secret"))
    #expect(try !isTaken(verify, .get("https://me/r?\(fields)\(signature)"), key: "secrets"))
    #expect(try !isTaken(verify, .get("https://me/r?st=ok&\(fields)\(signature)"), key: "secret"))
    #expect(try !isTaken(verify, .get("https://me/r?b=2&a=1&timestamp=1461605396"), key: "secret"))
  }

  @Test("Vonage's signature takes & and = of values for _")
  func vonageEscapes() {
    let fields = [FormField(name: "text", value: "a&b=c"), FormField(name: "sig", value: "x")]
    #expect(Callback.vonageSignature(fields, "k", nil) == HashAlgorithm.md5(Array("&text=a_b_ck".utf8)).hex)
  }

  @Test("a method that Vonage has not is refused when the gateway is set up")
  func vonageMethod() {
    #expect(throws: InvalidInput.self) { try gateway("status: 'st', verify: {vonage: {key: '{{settings.key}}', method: 'sha3'}}") }
  }

  // The test of Plivo's library for V2; V3 computed with it (plivo-python, signature_v3.py).
  @Test("Plivo's signatures are right")
  func plivo() throws {
    let verify = "{plivo: {key: '{{settings.key}}'}}"
    func v2(_ url: String, _ signature: String, key: String = "my_auth_token", name: String = "X-Plivo-Signature-V2") throws -> Bool {
      try isTaken(verify, .form(url, "a=b", [(name, signature), ("X-Plivo-Signature-V2-Nonce", "12345")]), key: key)
    }
    let published = "ehV3IKhLysWBxC1sy8INm0qGoQYdYsHwuoKjsX7FsXc="
    #expect(try v2("https://answer.url", published) && v2("https://answer.url?x=y", published))
    #expect(try v2("https://answer.url", "AAAA,\(published)") && v2("https://answer.url", published, name: "X-Plivo-Signature-Ma-V2"))
    #expect(try !v2("https://answer.url", published, key: "my_auth_tokens") && !v2("https://answer.url/", published))

    func v3(_ callback: (String, String), _ signature: String) throws -> Bool {
      let headers = [("X-Plivo-Signature-V3", signature), ("X-Plivo-Signature-V3-Nonce", "12345")]
      let callback = try callback.1.isEmpty ? Callback.get(callback.0, headers) : .form(callback.0, callback.1, headers)
      return try isTaken(verify, callback, key: "my_auth_token")
    }
    let form = "To=%2B33612345678&Status=delivered&Empty=&MessageUUID=a+b"
    let vectors = [
      ("https://answer.url/r", "", "hrqXpMqz1ssejwlXwkINS0wdh9vUX6A232KYFEIixFk="),
      ("https://answer.url:8443/r?b=2&a=1&a=0&c=%2B+x", "", "TbNpnvy06Du0IBsHNIc9LXR0YBG5ezak7PbRnfh0GR4="),
      ("https://answer.url/r", form, "1LEf7sgdwHH2dBEcT7f8z2YiRkyJgTYXLXPxa2B+Oio="),
      ("https://answer.url/r?b=2&a=1", form, "1FJCgT2cQykdQahlseinaB2b9BVpLmZL2QF69+KSIMo="),
    ]
    for (url, body, signature) in vectors {
      #expect(try v3((url, body), signature), "\(url)")
      #expect(try !v3((url + "1", body), signature))
      #expect(try !v3((url, form + "&st=ok"), signature))
    }
    #expect(try !isTaken(verify, .form("https://answer.url", "a=b")))
  }

  @Test("an HMAC of the body, basic and bearer authentication are checked")
  func others() throws {
    // RFC 4231, test case 2.
    let hmac = "{hmac: {key: '{{settings.key}}', header: 'X-Hub-Signature', prefix: 'sha256='}}"
    let code = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    func signed(_ signature: String, _ body: String = "what do ya want for nothing?") throws -> Callback {
      try .post("https://me/r", "text/plain", body, [("x-hub-signature", signature)])
    }
    #expect(try isTaken(hmac, signed("sha256=\(code)"), key: "Jefe") && isTaken(hmac, signed("sha256=\(code.uppercased())"), key: "Jefe"))
    #expect(try !isTaken(hmac, signed(code), key: "Jefe") && !isTaken(hmac, signed("sha256=\(code)", "other"), key: "Jefe"))
    let base64 = "{hmac: {key: '{{settings.key}}', header: 'X-Hub-Signature', algorithm: 'sha1', encoding: 'base64'}}"
    #expect(try isTaken(base64, signed("7/zfauXrL6LSdBbV8YTfnCWafHk="), key: "Jefe"))

    let basic = "{basic: {user: 'Aladdin', password: '{{settings.key}}'}}"
    let header = [("authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")]
    #expect(try isTaken(basic, .get("https://me/r", header), key: "open sesame"))
    #expect(try !isTaken(basic, .get("https://me/r", header), key: "open sesam") && !isTaken(basic, .get("https://me/r")))
    #expect(try isTaken("{bearer: '{{settings.key}}'}", .get("https://me/r", [("Authorization", "Bearer 12345")])))
  }

  @Test("where the key has no value nothing is verified")
  func unset() throws {
    let gateway = try Gateway.sample("receipt: {status: 'st', verify: {twilio: {key: '{{settings.key}}'}}, \(Self.states)}").configured()
    #expect(try gateway.receipt(.get("https://me/r?st=ok")).state == .delivered)
  }
}
