import Foundation

/// Providers of SMS, as their manuals say what they want and what they answer. `unknown` is a number that they know not to be one, at `busy` they
/// are asked for too much.
extension ScriptedHTTPServer {
  public static let unknown = "33612345600"
  public static let busy = "33612345699"

  /// Twilio: POST of a form, login with SID and token, 201 with the `sid` of the message: SM and the number.
  public static func twilio(account: String, token: String) throws -> ScriptedHTTPServer {
    try ScriptedHTTPServer { request in
      func refusal(_ status: Int, _ code: Int, _ message: String) -> Action {
        .respond(
          status, ["Content-Type": "application/json"],
          #"{"code": \#(code), "message": "\#(message)", "more_info": "https://www.twilio.com/docs/errors/\#(code)", "status": \#(status)}"#
        )
      }
      guard request.method == "POST", request.path == "/2010-04-01/Accounts/\(account)/Messages.json" else {
        return refusal(404, 20404, "The requested resource \(request.path) was not found")
      }
      guard request.isLoggedIn(account, token) else { return refusal(401, 20003, "Authenticate") }
      let form = request.form
      guard let to = form["To"] else { return refusal(400, 21604, "A 'To' phone number is required.") }
      guard form["From"] != nil || form["MessagingServiceSid"] != nil else { return refusal(400, 21603, "A 'From' number is required.") }
      guard let body = form["Body"], !body.isEmpty else { return refusal(400, 21602, "Message body is required.") }
      guard body.utf16.count <= 1600 else { return refusal(400, 21617, "The concatenated message body exceeds the 1600 character limit.") }
      guard to.wholeMatch(of: /\+[1-9][0-9]{1,14}/) != nil, to != "+\(unknown)" else {
        return refusal(400, 21211, "Invalid 'To' Phone Number: \(to)")
      }
      guard to != "+\(busy)" else { return refusal(429, 20429, "Too Many Requests") }
      let digits = to.dropFirst()
      let sid = "SM" + String(repeating: "0", count: 32 - digits.count) + digits
      return .respond(
        201, ["Content-Type": "application/json"], #"{"sid": "\#(sid)", "status": "queued", "to": "\#(to)", "error_code": null}"#)
    }
  }

  /// Vonage: POST of a form with the login in it, 200 to everything; in `messages` one a part, whose `message-id` is the number and the part's.
  public static func vonage(key: String, secret: String) throws -> ScriptedHTTPServer {
    try ScriptedHTTPServer { request in
      func answer(_ messages: [String]) -> Action {
        .respond(
          200, ["Content-Type": "application/json"],
          #"{"message-count": "\#(messages.count)", "messages": [\#(messages.joined(separator: ", "))]}"#)
      }
      func refusal(_ status: Int, _ text: String) -> Action { answer([#"{"status": "\#(status)", "error-text": "\#(text)"}"#]) }
      guard request.method == "POST", request.path == "/sms/json" else { return .respond(404) }
      let form = request.form
      for name in ["api_key", "api_secret", "from", "to", "text"] where form[name] == nil { return refusal(2, "Missing \(name)") }
      guard form["api_key"] == key, form["api_secret"] == secret else { return refusal(4, "Bad Credentials") }
      guard let to = form["to"], to.wholeMatch(of: /[1-9][0-9]{6,14}/) != nil else { return refusal(3, "Invalid value for param: to") }
      guard to != unknown else { return refusal(6, "Unroutable message - rejected") }
      guard to != busy else { return refusal(1, "Throughput Rate Exceeded - please wait [ 250 ] and retry") }
      let text = form["text"] ?? ""
      let isUnicode = form["type"] == "unicode"
      // What is sent as text arrives with question marks where GSM-7 has no such character.
      guard isUnicode || text.unicodeScalars.allSatisfy({ $0.isASCII || "€éèà".unicodeScalars.contains($0) }) else {
        return refusal(3, "Invalid value for param: type")
      }
      let (units, single, joined) = isUnicode ? (text.utf16.count, 70, 67) : (text.count, 160, 153)
      let parts = units <= single ? 1 : (units + joined - 1) / joined
      return answer(
        (1...parts).map {
          #"{"to": "\#(to)", "message-id": "\#(to)-\#($0)", "status": "0", "remaining-balance": "3.1", "network": "20801"}"#
        })
    }
  }

  /// OVHcloud's http2sms: GET, 200 to everything, in plain text `OK`, the credit and the id, or `KO` and what is wrong.
  public static func ovh(account: String, login: String, password: String) throws -> ScriptedHTTPServer {
    try ScriptedHTTPServer { request in
      guard request.method == "GET", request.path == "/cgi-bin/sms/http2sms.cgi" else { return .respond(404) }
      let query = request.query
      for name in ["account", "login", "password", "from", "to", "message"] where query[name] == nil {
        return .respond(200, [:], "KO\nmissing \(name)")
      }
      guard query["account"] == account, query["login"] == login, query["password"] == password else {
        return .respond(200, [:], "KO\nInvalid login")
      }
      guard let to = query["to"], to.wholeMatch(of: /(?:\+|00)[1-9][0-9]{6,14}/) != nil, !to.hasSuffix(unknown) else {
        return .respond(200, [:], "KO\nInvalid receiver")
      }
      return .respond(200, ["Content-Type": "text/plain"], "OK\n1987\n\(to.suffix(9))\n")
    }
  }

  /// Plivo: POST of JSON, login with id and token, 202 with a list of `message_uuid`, here the number.
  public static func plivo(account: String, token: String) throws -> ScriptedHTTPServer {
    try ScriptedHTTPServer { request in
      func refusal(_ status: Int, _ text: String) -> Action {
        .respond(status, ["Content-Type": "application/json"], #"{"api_id": "c7b5", "error": "\#(text)"}"#)
      }
      guard request.method == "POST", request.path == "/v1/Account/\(account)/Message/" else { return refusal(404, "not found") }
      guard request.isLoggedIn(account, token) else {
        return .respond(401, [:], "Could not verify your access level for that URL. You have to login with proper credentials")
      }
      guard let json = request.json else { return refusal(400, "the body is no JSON object") }
      for name in ["src", "dst", "text"] where json[name]?.isEmpty != false { return refusal(400, "\(name) parameter not present") }
      guard let to = json["dst"], to.wholeMatch(of: /[1-9][0-9]{6,14}/) != nil, to != unknown else {
        return refusal(400, "dst parameter is invalid")
      }
      guard to != busy else { return refusal(429, "too many requests") }
      return .respond(
        202, ["Content-Type": "application/json"],
        #"{"message": "message(s) queued", "message_uuid": ["\#(to)"], "api_id": "c7b5"}"#)
    }
  }
}
