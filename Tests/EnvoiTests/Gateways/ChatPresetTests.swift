import Foundation
import MessageFormat
import Testing
import Transport

@testable import Envoi

@Suite("Presets of team chats")
struct ChatPresetTests {
  private static let text = "é😀 &amp; <https://a.example|a> \"it's\"\n@channel"

  private func chat(_ name: String, _ settings: [String: String] = [:]) throws -> ConfiguredGateway {
    try #require(Gateway.preset(name)).configured(settings, secrets: ["url": "https://chat.example/hooks/T0/s3cret"])
  }

  @Test(
    "the text as it is, with channel, name and icon as each calls them",
    arguments: [
      ("mattermost", ChatDialect.mattermost, ["channel", "username", "icon_url", "icon_emoji"]),
      ("rocketchat", .rocketchat, ["channel", "alias", "avatar", "emoji"]),
      ("slack", .slack, ["channel", "username", "icon_url", "icon_emoji"]),
    ])
  func request(_ name: String, _ dialect: ChatDialect, _ names: [String]) throws {
    let message = OutgoingText(to: "ops", text: Self.text, id: "1")
    let plain = try chat(name).request(message)
    #expect(
      plain.url == "https://chat.example/hooks/T0/s3cret" && plain.method == "POST" && plain.header("Content-Type") == "application/json")
    #expect(plain.json == ["text": Self.text])
    let settings = ["channel": "#ops", "username": "Envoi", "icon_url": "https://i.example/i.png", "icon_emoji": ":ghost:"]
    let full = try chat(name, settings).request(message).json
    #expect(names.map { full?[$0] as? String } == ["#ops", "Envoi", "https://i.example/i.png", ":ghost:"] && full?.count == 5)
    let gateway = try chat(name).gateway
    #expect(gateway.channel == .chat && gateway.dialect == dialect && !gateway.takesReference && gateway.receiptsWithin == nil)
    #expect(try chat(name).origin == "https://chat.example")
  }

  @Test(
    "each says in its body whether it took a post",
    arguments: [
      ("mattermost", 200, "ok", Answer.Meaning.accepted), ("mattermost", 200, "", .inDoubt), ("mattermost", 200, "<html>", .inDoubt),
      ("mattermost", 400, #"{"id":"web.incoming_webhook.invalid.app_error","message":"Invalid webhook.","status_code":400}"#, .account),
      ("mattermost", 501, #"{"id":"web.incoming_webhook.disabled.app_error","message":"Incoming webhooks have been disabled."}"#, .account),
      ("mattermost", 400, #"{"id":"web.incoming_webhook.text.app_error","message":"No text specified."}"#, .rejectedMessage),
      ("mattermost", 403, #"{"message":"This webhook is not permitted to post to the requested channel."}"#, .account),
      ("mattermost", 404, "", .account), ("mattermost", 429, "", .throttled(retryAfter: 7)), ("mattermost", 500, "", .deferred),
      ("rocketchat", 200, #"{"success":true}"#, .accepted), ("rocketchat", 200, #"{"success":false,"error":"no"}"#, .deferred),
      ("rocketchat", 400, #"{"success":false,"error":"Invalid integration id or token provided."}"#, .account),
      ("rocketchat", 404, #"{"success":false,"error":"Invalid integration id or token provided."}"#, .account),
      ("rocketchat", 400, #"{"success":false,"error":"error-invalid-channel"}"#, .rejectedMessage), ("rocketchat", 200, "ok", .inDoubt),
      ("rocketchat", 200, #"{"success":1}"#, .deferred), ("rocketchat", 429, "", .throttled(retryAfter: 7)),
      ("slack", 200, "ok", .accepted), ("slack", 200, "okay", .inDoubt), ("slack", 400, "invalid_payload", .rejectedMessage),
      ("slack", 400, "user_not_found", .account), ("slack", 403, "action_prohibited", .account),
      ("slack", 404, "channel_not_found", .account),
      ("slack", 404, "no_service", .account), ("slack", 410, "channel_is_archived", .account), ("slack", 500, "rollup_error", .deferred),
      ("slack", 429, "", .throttled(retryAfter: 7)),
    ])
  func answers(_ name: String, _ status: Int, _ body: String, _ meaning: Answer.Meaning) throws {
    #expect(try chat(name).meaning(status, body, [("Retry-After", "7")]) == meaning)
  }

  @Test("the webhook's URL is in no answer")
  func secret() throws {
    let answer = try chat("mattermost").answered(404, #"{"message":"no https://chat.example/hooks/T0/s3cret here"}"#)
    #expect(answer.text == "no •••• here")
    let echo = try chat("slack").answered(404, "The URL /hooks/T0/s3cret was not found")
    #expect(echo.text == "The URL •••• was not found")
    let token = try #require(Gateway.preset("slack")).configured(secrets: ["url": "https://chat.example/hooks/abcdefgh12?k=ijklmnop"])
    #expect(try token.answered(400, "no hook abcdefgh12, ijklmnop").text == "no hook ••••, ••••")
  }
}
