import MessageFormat
import Testing

@testable import Envoi

@Suite("Descriptions of gateways")
struct GatewayFileTests {
  @Test("a description is read, comments and all")
  func reads() throws {
    let gateway = try Gateway.sample(
      #"""
      // JSON5: comments, names without quotes, a comma too many
      number: 'digits', encodings: {gsm7: 0}, longest: 918, mobileOnly: true, timeout: '5s',
      incoming: {from: 'msisdn', text: 'text'}, receipt: {status: 's', states: {delivered: 1}, within: '2h'},
      """#)
    #expect(gateway.name == "sample" && gateway.channel == .sms && gateway.dialect == nil && gateway.about == "for tests")
    #expect(gateway.rules == Gateway.Rules(mobileOnly: true, encodings: [.gsm7], longest: 918))
    #expect(gateway.timeout == .seconds(5) && gateway.receiptsWithin == .seconds(7200) && gateway.takesIncoming && !gateway.takesReference)
    #expect(gateway.settings.map(\.name) == ["key", "from", "region"] && gateway.settings.map(\.isSecret) == [true, false, false])
    #expect(gateway.receiptReply == .empty && gateway.receiptReply.status == 200)
  }

  @Test("it names our reference where a request says so")
  func reference() throws {
    #expect(try Gateway.sample(request: #"{url: "https://sms.example", json: {a: [{ref: "{{id}}"}]}}"#).takesReference)
    #expect(try Gateway.sample(request: #"{url: "https://sms.example", headers: {"Idempotency-Key": "{{id}}"}}"#).takesReference)
  }

  @Test(
    "what cannot be meant is refused, with the field, the rule and what it got",
    arguments: [
      ("sucess: {status: 200}", "--gateway: sucess: is unknown; did you mean success?"),
      ("zzz: 1", "--gateway: zzz: is unknown; known are about, answers, channel"),
      ("success: {statuss: 200}", "--gateway: success.statuss: is unknown; did you mean status?"),
      ("success: 200", "--gateway: success: must be an object, got \"200\""),
      ("success: {status: 99}", "--gateway: success.status: must be HTTP statuses like 202 or \"4xx\", got \"99\""),
      ("success: {}", "--gateway: success.status: must be given, or pattern, or json"),
      ("success: {pattern: '('}", "--gateway: success.pattern: must be a regular expression, got \"(\""),
      ("success: {equals: 1}", "--gateway: success.equals: needs json beside it"),
      ("success: {json: '$.a', pattern: 'a'}", "--gateway: success.pattern: cannot stand beside json"),
      ("success: {json: '$..a'}", "--gateway: success.json: must be a JSON path like"),
      ("answers: {}", "--gateway: answers: must be a list"),
      ("answers: [{status: 400}]", "--gateway: answers[0].is: must be given: accepted, deferred"),
      (
        "answers: [{status: 400, is: 'bad'}]",
        "--gateway: answers[0].is: must be one of accepted, deferred, recipient, message, account, throttled, in_doubt, got \"bad\""
      ),
      ("id: 7", "--gateway: id: must be an object, got \"7\""),
      ("number: 'national'", "--gateway: number: must be one of e164, digits, 00, got \"national\""),
      ("encodings: {gsm: 0}", "--gateway: encodings.gsm: is unknown; did you mean gsm7?"),
      ("longest: 0", "--gateway: longest: must be a whole number from 1"),
      ("longest: true", "--gateway: longest: must be a whole number from 1"),
      ("mobileOnly: 1", "--gateway: mobileOnly: must be true or false, got \"1\""),
      ("timeout: '5'", "--gateway: timeout: must be a number and a unit"),
      ("channel: 'email'", "--gateway: channel: must be sms or chat, got \"email\""),
      ("channel: 'chat'", "--gateway: dialect: must be given with the channel chat"),
      ("dialect: 'slack'", "--gateway: dialect: goes with the channel chat only"),
      ("channel: 'chat', dialect: 'slack', number: 'digits'", "--gateway: number: goes with the channel sms only"),
      ("name: ''", "--gateway: name: must be given"),
      ("receipt: {states: {delivered: 1}}", "--gateway: receipt.status: must be given"),
      ("receipt: {status: 's'}", "--gateway: receipt.states: must be given"),
      ("receipt: {status: 's', states: {arrived: 1}}", "--gateway: receipt.states.arrived: is unknown"),
      (
        "receipt: {status: 's', states: {failed: 1, delivered: 1}}",
        "--gateway: receipt.states.failed: must not have what another state has, got \"1\""
      ),
      (
        "receipt: {status: 's', states: {failed: 1}, verify: {twillio: {}}}",
        "--gateway: receipt.verify.twillio: is unknown; did you mean twilio?"
      ),
      ("receipt: {status: 's', states: {failed: 1}, verify: true}", "--gateway: receipt.verify: must be \"none\" or an object"),
      (
        "receipt: {status: 's', states: {failed: 1}, verify: {plivo: {key: '{{to}}'}}}",
        "--gateway: receipt.verify.plivo.key: must have settings alone"
      ),
      (
        "receipt: {status: 's', states: {failed: 1}, verify: {hmac: {key: '{{settings.key}}'}}}",
        "--gateway: receipt.verify.hmac.header: must be given"
      ),
      (
        "receipt: {status: 's', states: {failed: 1}, reply: {status: 500}}",
        "--gateway: receipt.reply.status: must be a whole number from 200 to 299"
      ),
      ("incoming: {from: 'a'}", "--gateway: incoming.text: must be given"),
      ("incoming: {from: '$[', text: 'b'}", "--gateway: incoming.from: must be a JSON path"),
      ("settings: {Key: {about: 'x'}}", "--gateway: settings.Key: must be named with small letters"),
      ("settings: {a: {}}", "--gateway: settings.a.about: must be given"),
      ("settings: {a: {about: 'x', secret: 'yes'}}", "--gateway: settings.a.secret: must be true or false, got \"yes\""),
      ("settings: {a: {about: 'x', default: 'b', required: true}}", "--gateway: settings.a: has a default"),
      ("settings: {a: {about: 'x', default: 'b', pattern: '[0-9]+'}}", "--gateway: settings.a.default: must match [0-9]+"),
      ("settings: {a: {about: 'x', pattern: '['}}", "--gateway: settings.a.pattern: must be a regular expression, got \"[\""),
    ])
  func refused(_ fields: String, _ error: String) throws {
    let refusal = try #require(throws: InvalidInput.self) { try Gateway.sample(fields) }
    #expect(refusal.description.hasPrefix(error), "\(refusal)")
  }

  @Test(
    "a request that cannot be meant is refused",
    arguments: [
      ("{}", "--gateway: request.url: must be given"),
      ("{url: 'https://h', method: 'FETCH'}", "--gateway: request.method: must be GET, POST, PUT or PATCH, got \"FETCH\""),
      ("{url: 'https://h', method: 'GET', form: {}}", "--gateway: request.form: cannot go with GET: use query"),
      ("{url: 'https://h', form: {}, json: {}}", "--gateway: request.json: cannot stand beside form"),
      ("{url: 'https://h', form: {a: ['b']}}", "--gateway: request.form.a: must be a string, got \"a list\""),
      ("{url: 'https://h', form: {a: '{{too}}'}}", "--gateway: request.form.a: {{too}} is unknown; did you mean to?"),
      (
        "{url: 'https://h', json: {a: [1, {b: '{{settings.kee}}'}]}}",
        "--gateway: request.json.a[1].b: {{settings.kee}} is unknown; did you mean settings.key?"
      ),
      ("{url: 'https://h', form: {a: '{{to'}}", "--gateway: request.form.a: has {{ without }}"),
      ("{url: 'https://h', form: {a: '{{to text}}'}}", "--gateway: request.form.a: must be like {{to}}"),
      ("{url: 'https://h', form: {a: '{{}}'}}", "--gateway: request.form.a: must be like {{to}}"),
      ("{url: 'https://h', form: {a: '{{parts as number}}'}}", "--gateway: request.form.a: must not ask for a number"),
      ("{url: 'https://h', json: {a: '{{parts as number}} x'}}", "--gateway: request.json.a: must be nothing but the placeholder"),
      ("{url: 'h/{{to}}'}", "--gateway: request.url: must begin with https://"),
      ("{url: 'https://{{settings.region}}.h'}", "--gateway: request.url: must begin with https://"),
      ("{url: '{{to}}'}", "--gateway: request.url: must begin with https://"),
      ("{url: '{{settings.region}}.h/x'}", "--gateway: request.url: must have / or ? after"),
      ("{url: 'https://h/{{from}}'}", "--gateway: request.url: must not have a placeholder that may be without a value"),
      ("{url: 'https://h/é'}", "--gateway: request.url: must be a URL without blanks"),
      ("{url: 'https://h', xml: '<a><![CDATA[{{text}}]]></a>'}", "--gateway: request.xml: must not have CDATA"),
      ("{url: 'https://h', auth: {digest: {}}}", "--gateway: request.auth.digest: is unknown; known are basic, bearer"),
      ("{url: 'https://h', auth: {basic: {user: 'a'}}}", "--gateway: request.auth.basic.password: must be given"),
      ("{url: 'https://h', auth: {bearer: '{{text}}'}}", "--gateway: request.auth.bearer: must have settings alone"),
      ("{url: 'https://h', charset: 'utf-16'}", "--gateway: request.charset: must be one of utf-8, iso-8859-1"),
    ])
  func refusedRequest(_ request: String, _ error: String) throws {
    let refusal = try #require(throws: InvalidInput.self) { try Gateway.sample(request: request) }
    #expect(refusal.description.hasPrefix(error), "\(refusal)")
  }

  @Test("JSON5 is read in its order")
  func json5() throws {
    let text = """
      // JSON5
      {b: 'it\\'s "é😀\\
      "', $a_1: [1, -2, +3, 1.5, .5, 1e3, true, false, null,], /* not
      this: */ "c d": "\\u00e9\\ud83d\\ude00\\x41\\n\\t\\\\\\/\\q//", 'd': {},}
      """
    let numbers: [JSONTree] = [.integer(1), .integer(-2), .integer(3), .number(1.5), .number(0.5), .number(1000)]
    let expected: [(String, JSONTree)] = [
      ("b", .string("it's \"é😀\"")), ("$a_1", .list(numbers + [.bool(true), .bool(false), .null])),
      ("c d", .string("é😀A\n\t\\/q//")), ("d", .object([])),
    ]
    #expect(try JSON5Reader.tree(Array(text.utf8), field: "f") == .object(expected.map { JSONTree.Member(name: $0.0, value: $0.1) }))
  }

  @Test(
    "a file that is no JSON5 is refused with the place",
    arguments: [
      ("", "a value is expected (line 1, column 1)"), ("{", "a name is expected"),
      ("{\n  a: 1\n  b: 2}", "a comma or } is expected (line 3, column 3)"),
      ("[1 2]", "a comma or ] is expected (line 1, column 4)"), ("{a 1}", "a colon is expected"),
      ("{a: 1, a: 2}", "must not have a twice (line 1, column 8)"),
      ("{a: nul}", "a value is expected (line 1, column 5)"), ("{a: nan}", "a value"), ("{a: inf}", "a value"), ("{a: 0x10}", "a value"),
      ("{a: 'b\n'}", "the string has no end"), ("{a: 'b", "the string has no end"), ("{a: '\\", "the string has no end"),
      ("/* a", "must end the comment"),
      ("{a-b: 1}", "a name is expected, in quotes"), ("{a: '\\u12'}", "4 hexadecimal digits"), ("{a: '\\ud83d'}", "half a surrogate pair"),
      ("{} {}", "must end after the one value"), (String(repeating: "[", count: 100_000), "nested so deep"),
    ])
  func noJSON(_ text: String, _ rule: String) throws {
    let refusal = try #require(throws: InvalidInput.self) { try Gateway(Array(text.utf8), field: "--gateway") }
    #expect(refusal.description.hasPrefix("--gateway: ") && refusal.description.contains(rule), "\(refusal)")
  }

  @Test("a file that is not UTF-8, or no object, is refused")
  func noText() {
    #expect(throws: InvalidInput("--gateway", "must be UTF-8")) { try Gateway([0x22, 0xFF, 0x22], field: "--gateway") }
    #expect(throws: InvalidInput("--gateway", "must be an object", "a list")) { try Gateway(Array("[]".utf8), field: "--gateway") }
  }

  @Test("the operator's values are checked, secrets never repeated")
  func settings() throws {
    let url = #"{url: "{{settings.url}}/x", form: {}}"#
    let fields =
      #"settings: {url: {about: "where", required: true, secret: true}, key: {about: "API key", secret: true, pattern: "[a-z]{4}"}, n: {about: "a number", pattern: "[0-9]+"}}"#
    let gateway = try Gateway.sample(fields, request: url)
    func refusal(_ settings: [String: String], _ secrets: [String: String]) throws -> String {
      try #require(throws: InvalidInput.self) { try gateway.configured(settings, secrets: secrets) }.description
    }
    let good = ["url": "https://user.example/hook/s3cret"]
    #expect(try gateway.configured(["n": "12"], secrets: good).origin == "https://user.example")
    #expect(try refusal([:], [:]) == "settings.url: must be given: where")
    #expect(try refusal(["m": "1"], good) == "settings.m: is unknown; did you mean n?")
    #expect(try refusal(["key": "abcd"], good) == "settings.key: is a secret: give it as one")
    #expect(try refusal(["n": "12a"], good) == "settings.n: must match [0-9]+ (a number), got \"12a\"")
    #expect(try refusal(["n": "1\n2"], good).hasPrefix("settings.n: must be one line without control characters"))
    #expect(try refusal([:], good.merging(["key": "s3cret-key"]) { $1 }) == "settings.key: must match [a-z]{4} (API key)")
    for url in [
      "s3cret", "ftp://h/s3cret", "https:///s3cret", "https://u:s3cret@h/", "https://h/#s3cret", "https://h/s3 cret",
      "https://h/s3cr\u{E9}t",
    ] {
      let refusal = try refusal([:], ["url": url])
      #expect(refusal.hasPrefix("settings.url: must be like https://host/path") && !refusal.contains("s3"), "\(refusal)")
    }
  }
}
