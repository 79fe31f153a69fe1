/// Team chats with one incoming webhook each, as their manuals say what they want and what they answer.
extension ScriptedHTTPServer {
  /// Mattermost at `/hooks/<id>`: `ok`, or JSON with an id and a message.
  public static func mattermost(hook: String) throws -> ScriptedHTTPServer {
    try ScriptedHTTPServer { request in
      func refusal(_ id: String, _ message: String) -> Action {
        .respond(
          400, ["Content-Type": "application/json"],
          #"{"id": "web.incoming_webhook.\#(id).app_error", "message": "\#(message)", "detailed_error": "", "status_code": 400}"#)
      }
      guard request.method == "POST", request.path == "/hooks/\(hook)" else { return refusal("invalid", "Invalid webhook.") }
      guard let text = request.json?["text"] else { return refusal("parse", "Unable to parse incoming data.") }
      guard !text.isEmpty else { return refusal("text", "No text specified.") }
      // The server would split it; ours is to have done so.
      guard text.unicodeScalars.count <= 16383 else { return refusal("text.length", "Maximum text length is 16383 characters.") }
      guard request.json?["channel"] != "locked" else { return refusal("channel_locked", "This webhook is not permitted to post there.") }
      return .respond(200, ["Content-Type": "text/plain"], "ok")
    }
  }

  /// Rocket.Chat at `/hooks/<hook>`: `{"success":true}`; 200 also where it says false.
  public static func rocketChat(hook: String) throws -> ScriptedHTTPServer {
    try ScriptedHTTPServer { request in
      func answer(_ status: Int, _ body: String) -> Action { .respond(status, ["Content-Type": "application/json"], body) }
      guard request.method == "POST", request.path == "/hooks/\(hook)" else {
        return answer(400, #"{"success":false,"error":"Invalid integration id or token provided."}"#)
      }
      guard let json = request.json, let text = json["text"], !text.isEmpty else {
        return answer(400, #"{"success":false,"error":"body is empty"}"#)
      }
      guard json["channel"] != "#gone" else { return answer(200, #"{"success":false,"error":"invalid-channel"}"#) }
      return answer(200, #"{"success":true}"#)
    }
  }

  /// Slack at `/services/<hook>`: `ok`, or a word. A text that says `429` is one too many, one that says `410` finds its channel archived.
  public static func slack(hook: String) throws -> ScriptedHTTPServer {
    try ScriptedHTTPServer { request in
      func answer(_ status: Int, _ body: String, _ headers: [String: String] = [:]) -> Action {
        .respond(status, headers.merging(["Content-Type": "text/html"]) { $1 }, body)
      }
      guard request.method == "POST", request.path == "/services/\(hook)" else { return answer(404, "no_service") }
      guard let text = request.json?["text"] else { return answer(400, "invalid_payload") }
      return switch text {
      case "": answer(400, "no_text")
      case "429": answer(429, "rate_limited", ["Retry-After": "30"])
      case "410": answer(410, "channel_is_archived")
      default: answer(200, "ok")
      }
    }
  }
}
