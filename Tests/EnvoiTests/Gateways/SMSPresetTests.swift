import Foundation
import MessageFormat
import Testing
import Transport

@testable import Envoi

@Suite("Presets of SMS gateways")
struct SMSPresetTests {
  private static let text = "é€😀 & < \"it's\"\nSTOP"

  private static func configured(_ name: String, _ settings: [String: String], secrets: [String: String]) throws -> ConfiguredGateway {
    try #require(Gateway.preset(name)).configured(settings, secrets: secrets)
  }

  private func text(_ from: String? = nil, receipt: String? = "https://me.example/r/abc", encoding: SMSEncoding = .ucs2) -> OutgoingText {
    .sample(Self.text, from: from, receiptURL: receipt, encoding: encoding)
  }

  @Test("each preset is in the binary as it is in its file, and can be read")
  func all() throws {
    #expect(Gateway.presetNames == ["kannel", "mattermost", "ovh", "plivo", "rocketchat", "slack", "twilio", "vonage"])
    for name in Gateway.presetNames {
      let text = try #require(Gateway.presetText(name))
      let gateway = try Gateway(Array(text.utf8), field: name)
      #expect(gateway.name == name && Gateway.preset(name)?.name == name)
      for setting in gateway.settings where ["password", "auth_token", "api_secret", "signature_secret"].contains(setting.name) {
        #expect(setting.isSecret, "\(name) \(setting.name)")
      }
    }
    #expect(Gateway.preset("clickatell") == nil && Gateway.presetText("") == nil)
  }

  // Kannel ----------------------------------------------------------------------------------------------------------------------------

  private func kannel(_ more: [String: String] = [:]) throws -> ConfiguredGateway {
    try Self.configured("kannel", ["username": "tester"].merging(more) { $1 }, secrets: ["password": "foo&bar"])
  }

  @Test("Kannel: the request, with its own escapes arriving as such after one decoding")
  func kannelRequest() throws {
    let request = try kannel(["smsc": "A"]).request(text("13013"))
    #expect(request.method == "GET" && request.body == nil && request.url.hasPrefix("http://127.0.0.1:13013/cgi-bin/sendsms?"))
    #expect(
      request.query == [
        "username": "tester", "password": "foo&bar", "smsc": "A", "from": "13013", "to": "+33612345678", "text": Self.text,
        "charset": "UTF-8",
        "coding": "2", "dlr-mask": "31", "dlr-url": "https://me.example/r/abc?status=%d&reply=%A",
      ])
    let plain = try kannel().request(text(receipt: nil, encoding: .gsm7)).query
    #expect(plain["coding"] == "0" && plain["dlr-mask"] == nil && plain["dlr-url"] == nil && plain["from"] == nil && plain["smsc"] == nil)
    #expect(try kannel().gateway.takesReference == false && kannel().gateway.receiptsWithin == .seconds(72 * 3600))
  }

  @Test(
    "Kannel: its answers",
    arguments: [
      (202, "0: Accepted for delivery", Answer.Meaning.accepted), (202, "3: Queued for later delivery", .accepted),
      (403, "Not routable. Do not try again.", .rejectedRecipient), (403, "Authorization failed for sendsms", .account),
      (503, "Temporal failure, try again later.", .deferred), (400, "Missing receiver number, rejected", .rejectedRecipient),
      (400, "Number(s) has/have been denied by white- and/or black-lists.", .rejectedRecipient),
      (400, "Empty text not allowed, rejected", .rejectedMessage), (200, "<html>", .inDoubt), (202, "", .inDoubt), (404, "", .account),
    ])
  func kannelAnswers(_ status: Int, _ body: String, _ meaning: Answer.Meaning) throws {
    #expect(try kannel().answered(status, body).meaning == meaning)
  }

  @Test("Kannel: its receipts and messages")
  func kannelCallbacks() throws {
    let states: [(String, ReceiptState)] = [("1", .delivered), ("2", .failed), ("4", .buffered), ("8", .accepted), ("16", .rejected)]
    for (status, state) in states {
      let receipt = try kannel().receipt(.get("https://me.example/r/abc?status=\(status)&reply=NACK%2Fno+SMSC"))
      #expect(receipt == GatewayReceipt(state: state, part: nil, reference: nil, code: nil, why: "NACK/no SMSC"))
    }
    #expect(throws: CallbackRefusal.self) { try kannel().receipt(.get("https://me.example/r/abc?status=%25d")) }
    let incoming = try kannel().incoming(.get("https://me.example/i?from=%2B358501&text=STOP+%C3%A9&id=0ad5"))
    #expect(incoming == IncomingText(from: "+358501", text: "STOP é", id: "0ad5"))
  }

  // Twilio ----------------------------------------------------------------------------------------------------------------------------

  private static let account = "AC" + String(repeating: "0123", count: 8)

  private func twilio(_ more: [String: String] = [:]) throws -> ConfiguredGateway {
    try Self.configured("twilio", ["account_sid": Self.account].merging(more) { $1 }, secrets: ["auth_token": "12345"])
  }

  @Test("Twilio: the request")
  func twilioRequest() throws {
    let request = try twilio(["from": "ACME"]).request(text())
    #expect(request.url == "https://api.twilio.com/2010-04-01/Accounts/\(Self.account)/Messages.json" && request.method == "POST")
    #expect(request.header("Authorization") == "Basic \(Data("\(Self.account):12345".utf8).base64EncodedString())")
    #expect(
      request.form == ["To": "+33612345678", "From": "ACME", "Body": Self.text, "StatusCallback": "https://me.example/r/abc"])
    let service = "MG" + String(repeating: "ab12", count: 8)
    let other = try twilio(["messaging_service": service, "url": "http://127.0.0.1:9/"]).request(text(receipt: nil))
    #expect(other.form == ["To": "+33612345678", "MessagingServiceSid": service, "Body": Self.text])
    #expect(other.url.hasPrefix("http://127.0.0.1:9/2010-04-01/"))
    #expect(throws: InvalidInput.self) { try twilio(["account_sid": "SK123"]) }
    #expect(throws: InvalidInput.self) { try twilio().request(.sample(String(repeating: "x", count: 1601))) }
  }

  @Test(
    "Twilio: its answers",
    arguments: [
      (201, #"{"sid":"SM1","status":"queued","code":null}"#, Answer.Meaning.accepted),
      (400, #"{"code":21211,"message":"The 'To' number 1 is not a valid phone number.","status":400}"#, .rejectedRecipient),
      (400, #"{"code":21610,"message":"Attempt to send to unsubscribed recipient","status":400}"#, .rejectedRecipient),
      (400, #"{"code":21614,"message":"not a mobile number"}"#, .rejectedRecipient),
      (400, #"{"code":21617,"message":"too long"}"#, .rejectedMessage),
      (401, #"{"code":20003,"message":"Authenticate","status":401}"#, .account), (404, #"{"code":20404,"message":"not found"}"#, .account),
      (429, #"{"code":20429,"message":"Too Many Requests"}"#, .throttled(retryAfter: nil)),
      (400, #"{"code":21611,"message":"exceeded the maximum number of queued messages"}"#, .throttled(retryAfter: nil)),
      (500, #"{"code":20500}"#, .deferred), (503, "", .deferred), (200, "<html>", .inDoubt), (201, #"{"sid":"#, .inDoubt),
    ])
  func twilioAnswers(_ status: Int, _ body: String, _ meaning: Answer.Meaning) throws {
    let answer = try twilio().answered(status, body)
    #expect(answer.meaning == meaning)
    #expect(answer.remoteID == (meaning == .accepted ? "SM1" : nil))
    if body.contains("21211") { #expect(answer.text == "The 'To' number 1 is not a valid phone number.") }
  }

  @Test("Twilio: its receipts and messages are signed")
  func twilioCallbacks() throws {
    func signed(_ fields: String) throws -> Callback {
      let unsigned = try Callback.form("https://me.example/r/abc", fields)
      return try .form(unsigned.url, fields, [("X-Twilio-Signature", unsigned.twilioSignatures("12345")[0])])
    }
    let states: [(String, ReceiptState)] = [
      ("queued", .accepted), ("sending", .accepted), ("sent", .accepted), ("delivered", .delivered), ("read", .delivered),
      ("undelivered", .failed), ("failed", .failed),
    ]
    for (status, state) in states {
      let receipt = try twilio().receipt(signed("MessageSid=SM1&MessageStatus=\(status)&ErrorCode=30003&New=1"))
      #expect(receipt == GatewayReceipt(state: state, part: "SM1", reference: nil, code: 30003, why: nil))
    }
    #expect(throws: CallbackRefusal.forged("the callback has no X-Twilio-Signature")) {
      try twilio().receipt(.form("https://me.example/r/abc", "MessageSid=SM1&MessageStatus=delivered"))
    }
    #expect(
      try twilio().incoming(signed("From=%2B33612345678&Body=Stop&MessageSid=SM2"))
        == IncomingText(from: "+33612345678", text: "Stop", id: "SM2"))
    #expect(throws: CallbackRefusal.self) { try twilio().incoming(.form("https://me.example/r/abc", "From=1&Body=Stop")) }
    let reply = try twilio().gateway.incomingReply
    #expect(reply.status == 200 && reply.type == "text/xml" && reply.body == "<Response/>")
  }

  // Vonage ----------------------------------------------------------------------------------------------------------------------------

  private func vonage(signed: Bool = false) throws -> ConfiguredGateway {
    let secrets = ["api_secret": "s3cret"].merging(signed ? ["signature_secret": "k3y"] : [:]) { $1 }
    return try Self.configured("vonage", ["api_key": "abcd", "from": "ACME"], secrets: secrets)
  }

  @Test("Vonage: the request")
  func vonageRequest() throws {
    let request = try vonage().request(text("+447700900000"))
    #expect(request.url == "https://rest.nexmo.com/sms/json")
    #expect(
      request.form == [
        "api_key": "abcd", "api_secret": "s3cret", "from": "447700900000", "to": "33612345678", "text": Self.text, "type": "unicode",
        "client-ref": "17-1-9f2c", "callback": "https://me.example/r/abc",
      ])
    #expect(try vonage().request(text(encoding: .gsm7)).form["type"] == "text" && vonage().gateway.takesReference)
  }

  @Test(
    "Vonage: its answers, all of them HTTP 200",
    arguments: [
      ("1", Answer.Meaning.throttled(retryAfter: nil)), ("10", .throttled(retryAfter: nil)), ("5", .deferred), ("6", .rejectedRecipient),
      ("7", .rejectedRecipient), ("29", .rejectedRecipient), ("33", .rejectedRecipient), ("4", .account), ("8", .account), ("9", .account),
      ("11", .account), ("14", .account), ("2", .rejectedMessage), ("3", .rejectedMessage), ("12", .rejectedMessage),
      ("15", .rejectedMessage),
      ("99", .deferred),
    ])
  func vonageAnswers(_ status: String, _ meaning: Answer.Meaning) throws {
    let answer = try vonage().answered(200, #"{"message-count":"1","messages":[{"status":"\#(status)","error-text":"Why s3cret"}]}"#)
    #expect(answer == Answer(meaning, code: 200, text: "Why ••••"))
  }

  @Test("Vonage: an id for each part; parts that went out in part are in doubt")
  func vonageParts() throws {
    let both = #"{"message-count":"2","messages":[{"status":"0","message-id":"A1"},{"status":"0","message-id":"A2"}]}"#
    #expect(try vonage().answered(200, both).remoteID == "A1 A2" && vonage().meaning(200, both) == .accepted)
    let one = #"{"message-count":"2","messages":[{"status":"0","message-id":"A1"},{"status":"1","error-text":"Throttled"}]}"#
    #expect(try vonage().meaning(200, one) == .inDoubt)
    #expect(try vonage().meaning(200, "<html>") == .inDoubt && vonage().meaning(200, #"{"messages":[]}"#) == .inDoubt)
  }

  @Test("Vonage: its receipts and messages, signed or not")
  func vonageCallbacks() throws {
    let states: [(String, ReceiptState)] = [
      ("delivered", .delivered), ("accepted", .accepted), ("buffered", .buffered), ("expired", .expired), ("failed", .failed),
      ("rejected", .rejected), ("unknown", .accepted),
    ]
    for (status, state) in states {
      let query = "msisdn=33612345678&messageId=A1&status=\(status)&err-code=6&client-ref=17-1-9f2c"
      let receipt = try vonage().receipt(.get("https://me.example/r/abc?\(query)"))
      #expect(receipt == GatewayReceipt(state: state, part: "A1", reference: "17-1-9f2c", code: 6, why: nil))
      #expect(throws: CallbackRefusal.forged("the callback has no sig")) {
        try vonage(signed: true).receipt(.get("https://me.example/r/abc?\(query)"))
      }
      let signature = Callback.vonageSignature(FormField.fields(query.utf8), "k3y", nil)
      #expect(try vonage(signed: true).receipt(.get("https://me.example/r/abc?\(query)&sig=\(signature)")) == receipt)
    }
    let message = #"{"msisdn":"447700900001","to":"447700900000","messageId":"B1","text":"STOP","type":"text"}"#
    #expect(
      try vonage().incoming(.post("https://me.example/i", "application/json", message))
        == IncomingText(from: "+447700900001", text: "STOP", id: "B1"))
  }

  // OVHcloud --------------------------------------------------------------------------------------------------------------------------

  private func ovh(_ more: [String: String] = [:]) throws -> ConfiguredGateway {
    let settings = ["account": "sms-xx11111-1", "login": "user", "from": "ACME"].merging(more) { $1 }
    return try Self.configured("ovh", settings, secrets: ["password": "p&ss"])
  }

  @Test("OVHcloud: the request, its line breaks as it wants them")
  func ovhRequest() throws {
    let request = try ovh(["no_stop": "1"]).request(text())
    #expect(request.method == "GET" && request.url.hasPrefix("https://www.ovh.com/cgi-bin/sms/http2sms.cgi?"))
    #expect(
      request.query == [
        "account": "sms-xx11111-1", "login": "user", "password": "p&ss", "from": "ACME", "to": "+33612345678",
        "message": Self.text.replacing("\n", with: "\r"), "SMSencoding": "2", "noStop": "1", "contentType": "text/json",
      ])
    #expect(try ovh().request(text(encoding: .gsm7)).query["noStop"] == nil && ovh().gateway.receiptsWithin == nil)
    #expect(throws: InvalidInput.self) { try ovh(["no_stop": "yes"]) }
  }

  @Test(
    "OVHcloud: its answers, all of them HTTP 200",
    arguments: [
      (#"{"status":100,"creditLeft":"1987","SmsIds":["10867690"]}"#, Answer.Meaning.accepted),
      (#"{"status":101,"creditLeft":"1987","smsIds":["10867690"]}"#, .accepted), ("OK\n1987\n10867690", .accepted),
      (#"{"status":201,"message":"Missing login."}"#, .account),
      (#"{"status":202,"message":"Invalid tag: is too long"}"#, .rejectedMessage),
      (#"{"status":401,"message":"IP not authorized"}"#, .account), (#"{"status":500,"message":"?"}"#, .deferred),
      ("KO\nMissing message.", .deferred), ("", .inDoubt), ("<html>", .inDoubt), (#"{"status":1"#, .deferred),
    ])
  func ovhAnswers(_ body: String, _ meaning: Answer.Meaning) throws {
    let answer = try ovh().answered(200, body)
    #expect(answer.meaning == meaning && answer.remoteID == (meaning == .accepted ? "10867690" : nil))
    if body.contains("Missing login") { #expect(answer.text == "Missing login.") }
  }

  // Plivo -----------------------------------------------------------------------------------------------------------------------------

  private func plivo() throws -> ConfiguredGateway {
    try Self.configured("plivo", ["auth_id": "MAXXXX", "from": "+14150000000"], secrets: ["auth_token": "my_auth_token"])
  }

  @Test("Plivo: the request")
  func plivoRequest() throws {
    let request = try plivo().request(text("ACME"))
    #expect(request.url == "https://api.plivo.com/v1/Account/MAXXXX/Message/" && request.header("Content-Type") == "application/json")
    #expect(request.header("Authorization") == "Basic \(Data("MAXXXX:my_auth_token".utf8).base64EncodedString())")
    let full: NSDictionary = ["src": "ACME", "dst": "33612345678", "text": Self.text, "url": "https://me.example/r/abc", "method": "POST"]
    #expect(request.json == full)
    #expect(try plivo().request(text("ACME", receipt: nil)).json == ["src": "ACME", "dst": "33612345678", "text": Self.text])
  }

  @Test(
    "Plivo: its answers",
    arguments: [
      (202, #"{"message":"message(s) queued","message_uuid":["u-1"],"api_id":"a"}"#, Answer.Meaning.accepted),
      (400, #"{"api_id":"a","error":"src parameter not present"}"#, .rejectedMessage), (401, "", .account),
      (429, "", .throttled(retryAfter: nil)),
      (500, "", .deferred), (202, #"{"message_uuid":[]}"#, .inDoubt), (202, "", .inDoubt),
    ])
  func plivoAnswers(_ status: Int, _ body: String, _ meaning: Answer.Meaning) throws {
    let answer = try plivo().answered(status, body)
    #expect(answer.meaning == meaning && answer.remoteID == (meaning == .accepted ? "u-1" : nil))
    if status == 400 { #expect(answer.text == "src parameter not present") }
  }

  @Test("Plivo: its receipts and messages are signed")
  func plivoCallbacks() throws {
    func signed(_ fields: String) throws -> Callback {
      let unsigned = try Callback.form("https://me.example/r/abc", fields)
      let code = HashAlgorithm.sha256.hmac(Array(unsigned.plivoV3("n1").utf8), key: "my_auth_token")
      let headers = [("X-Plivo-Signature-V3", Data(code).base64EncodedString()), ("X-Plivo-Signature-V3-Nonce", "n1")]
      return try .form(unsigned.url, fields, headers)
    }
    let states: [(String, ReceiptState)] = [
      ("queued", .accepted), ("sent", .accepted), ("delivered", .delivered), ("undelivered", .failed), ("failed", .failed),
      ("rejected", .rejected),
    ]
    for (status, state) in states {
      let receipt = try plivo().receipt(signed("MessageUUID=u-1&Status=\(status)&ErrorCode=450&Units=1"))
      #expect(receipt == GatewayReceipt(state: state, part: "u-1", reference: nil, code: 450, why: nil))
    }
    #expect(throws: CallbackRefusal.self) { try plivo().receipt(.form("https://me.example/r/abc", "MessageUUID=u-1&Status=delivered")) }
    #expect(
      try plivo().incoming(signed("From=33612345678&To=1415&Text=STOP&MessageUUID=u-2"))
        == IncomingText(from: "+33612345678", text: "STOP", id: "u-2"))
  }
}
