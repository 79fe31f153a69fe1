import Foundation
import Testing
import Transport

@testable import Envoi

@Suite("Answers of gateways")
struct GatewayAnswerTests {
  @Test(
    "without rules an answer means what HTTP says",
    arguments: [
      (200, Answer.Meaning.accepted), (202, .accepted), (301, .account), (307, .account), (400, .rejectedMessage), (401, .account),
      (402, .account),
      (403, .account), (404, .account), (405, .account), (408, .deferred), (410, .account), (413, .rejectedMessage),
      (422, .rejectedMessage),
      (429, .throttled(retryAfter: nil)), (500, .deferred), (502, .deferred), (503, .deferred), (504, .inDoubt), (599, .deferred),
    ])
  func defaults(_ status: Int, _ meaning: Answer.Meaning) throws {
    let answer = try Gateway.sample().configured().answered(status, "text")
    #expect(answer.meaning == meaning && answer.code == status)
  }

  @Test("success is status and body; what is not understood is in doubt")
  func success() throws {
    let gateway = try Gateway.sample(#"success: {status: [200, 201], json: "$.status", equals: ["ok", 0]}, id: "$.id""#).configured()
    #expect(
      try gateway.answered(200, #"{"status":"ok","id":7}"#) == Answer(.accepted, code: 200, text: "accepted", remoteID: "7")
    )
    #expect(try gateway.meaning(201, #"{"status":0}"#) == .accepted)
    #expect(try gateway.meaning(200, #"{"status":"busy"}"#) == .deferred)
    for body in ["", "<html>maintenance</html>", #"{"status":"o"#, #"{"other":1}"#, "[]", #"{"status":null}"#, #"{"status":{}}"#] {
      #expect(try gateway.meaning(200, body) == .inDoubt, "\(body)")
    }
    #expect(try gateway.meaning(202, #"{"status":"ok"}"#) == .inDoubt)
    #expect(try gateway.meaning(500, #"{"status":"ok"}"#) == .deferred)
    let pattern = try Gateway.sample(#"success: {pattern: "^OK"}, id: {pattern: "id=(\\d+)"}"#).configured()
    #expect(try pattern.answered(200, "OK id=1, id=23").remoteID == "1 23")
    #expect(try pattern.meaning(200, "<html>") == .inDoubt)
    #expect(try pattern.meaning(200, "") == .inDoubt)
  }

  @Test("rules are asked in their order, before what HTTP says")
  func rules() throws {
    let gateway = try Gateway.sample(
      #"""
      success: {status: 200, json: "$.m[*].s", equals: 0}, id: "$.m[*]['i-d']", says: "$.m[*].t",
      answers: [{status: "4xx", pattern: "unknown number", is: "recipient"}, {json: "$.m[*].s", equals: [1], is: "throttled"},
        {json: "$.m[*].s", equals: 2, is: "account"}, {status: 404, is: "message"}, {status: [500, 501], is: "in_doubt"}, {status: 409, is: "accepted"}]
      """#
    ).configured()
    #expect(try gateway.meaning(400, "unknown number") == .rejectedRecipient && gateway.meaning(200, "unknown number") == .inDoubt)
    #expect(try gateway.meaning(200, #"{"m":[{"s":1},{"s":2}]}"#, [("Retry-After", "7")]) == .throttled(retryAfter: 7))
    #expect(try gateway.meaning(200, #"{"m":[{"s":2}]}"#) == .account && gateway.meaning(404) == .rejectedMessage)
    #expect(
      try gateway.meaning(501) == .inDoubt && gateway.meaning(409) == .accepted && gateway.meaning(200, #"{"m":[{"s":3}]}"#) == .deferred)
    // The first part is out, the second is not: sent again, it would come twice.
    let partly = try gateway.answered(200, #"{"m":[{"s":0,"i-d":"a","t":"fine"},{"s":1,"t":"slow"}]}"#)
    #expect(partly == Answer(.inDoubt, code: 200, text: "fine; slow", remoteID: "a -"))
    let parts = try gateway.answered(200, #"{"m":[{"s":0,"i-d":"a"},{"s":"0","i-d":"b c"}]}"#)
    #expect(parts.meaning == .accepted && parts.remoteID == "a b_c")
  }

  @Test("Retry-After is seconds or a date; with 503 it slows the whole way down")
  func retryAfter() throws {
    let gateway = try Gateway.sample().configured()
    #expect(try gateway.meaning(429, "", [("retry-after", "30")]) == .throttled(retryAfter: 30))
    #expect(try gateway.meaning(503, "", [("Retry-After", "5")]) == .throttled(retryAfter: 5))
    #expect(try gateway.meaning(500, "", [("Retry-After", "5")]) == .deferred)
    #expect(RetryAfter.seconds("Sun, 06 Nov 1994 08:49:37 GMT", now: 784_111_770) == 7)
    #expect(RetryAfter.seconds("Sun, 06 Nov 1994 08:49:37 GMT", now: 784_111_780) == nil)
    #expect(RetryAfter.seconds("99999999") == 86400)
    for value in ["0", "-5", "soon", "", "Sun, 06 Nov 1994", "Sun, 06 Foo 1994 08:49:37 GMT", "99999999999999999999"] {
      #expect(RetryAfter.seconds(value, now: 0) == nil, "\(value)")
    }
  }

  @Test("its text is one short printable line without secrets")
  func text() throws {
    let gateway = try Gateway.sample(request: #"{url: "https://h", auth: {bearer: "{{settings.key}}"}}"#).configured(secrets: [
      "key": "s3cret-key"
    ])
    #expect(try gateway.answered(400, "bad\r\n\u{1B}[31m  key s3cret-key \u{202E}here\u{0}\n").text == "bad [31m key •••• here")
    let escaped = try Gateway.sample().configured(secrets: ["key": "a b&c"]).answered(400, "GET /?key=a%20b%26c and a b&c")
    #expect(escaped.text == "GET /?key=•••• and ••••")
    #expect(try gateway.answered(503).text == "HTTP 503 without a text")
    let long = try gateway.answered(200, String(repeating: "é", count: 100_000)).text
    #expect(long == String(repeating: "é", count: 200) + "…")
    let bytes = gateway.answer(to: HTTPResponse(status: 400, headers: [], body: [0xFF, 0x41, 0xC3]))
    #expect(bytes.text == "\u{FFFD}A\u{FFFD}")
  }

  @Test("a redirect names its host and nothing else of it")
  func redirect() throws {
    let gateway = try Gateway.sample().configured()
    let answer = try gateway.answered(302, "moved", [("Location", "https://evil.example/path?token=s3cret")])
    #expect(answer.text == "HTTP 302 to evil.example: redirects are not followed; correct the gateway's URL")
    #expect(answer.meaning == .account)
    #expect(try gateway.answered(308).text.hasPrefix("HTTP 308 to nowhere"))
  }

  @Test(
    "a JSON path finds members, elements and all of them",
    arguments: [
      ("$", #""x""#, ["x"]), ("$.a", #"{"a":1}"#, ["1"]), ("$.a.b_2", #"{"a":{"b_2":true}}"#, ["true"]),
      ("$['a-b'][1]", #"{"a-b":[1,2.5]}"#, ["2.5"]),
      ("$[\"a.b\"]", #"{"a.b":"c"}"#, ["c"]), ("$[*].a", #"[{"a":1},{"b":2},{"a":null},{"a":"x"}]"#, ["1", "x"]),
      ("$.*", #"{"a":0}"#, ["0"]),
      ("$.a[0]", #"{"a":[]}"#, []), ("$.a[0]", #"{"a":{"0":1}}"#, []), ("$.a", "[1]", []), ("$.é", #"{"é":false}"#, ["false"]),
      ("$.a", #"{"a":12345678901234567890}"#, ["12345678901234567890"]), ("$.a", #"{"a":[1]}"#, []),
    ])
  func path(_ path: String, _ document: String, _ found: [String]) throws {
    let document = try JSONSerialization.jsonObject(with: Data(document.utf8), options: .fragmentsAllowed)
    #expect(try JSONPath(path, field: "json").texts(in: document) == found)
  }

  @Test(
    "what is no JSON path of ours is refused",
    arguments: ["", "a", "$a", "$.", "$..a", "$.1a", "$.a-b", "$[", "$[-1]", "$['a]", "$[1:2]", "$[?(@.a)]", "$ .a"])
  func noPath(_ path: String) {
    #expect(throws: InvalidInput.self) { try JSONPath(path, field: "json") }
  }
}
