internal import Glibc
internal import Transport

/// Turns rows into signed posts of a webhook (Standard Webhooks 1.0.0, github.com/standard-webhooks).
struct WebhookDesk: Desk {
  let options: HTTPOptions
  /// It may be sent again: who gets it twice sees that by its id.
  let silence = Answer.Meaning.deferred
  private let endpoint: WebhookEndpoint
  private let hidden: [String]

  init(_ transport: SiteTransport, _ context: WorkerContext) throws {
    endpoint = try WebhookEndpoint(transport.secrets(context.secretKey))
    var options = transport.httpOptions(timeout: .seconds(15))
    options.bodyLimit = 16 << 10
    self.options = options
    hidden = endpoint.hidden
  }

  func requests(for parcel: Parcel) throws -> [HTTPRequest] {
    guard let body = parcel.row.variables else { throw InvalidInput("variables", "must be what the webhook posts") }
    // No dot: it stands between the parts of what is signed.
    let id = "msg_\(parcel.letter.messageID(row: parcel.id, generation: parcel.row.generation))"
    return [try endpoint.request(id: id, timestamp: time(nil), body: Array(body.utf8))]
  }

  func answer(to response: HTTPResponse) -> Answer {
    let retryAfter = RetryAfter.seconds(response["Retry-After"])
    let meaning: Answer.Meaning =
      switch response.status {
      case 200...299: .accepted
      case 410: .account
      case 429: .throttled(retryAfter: retryAfter)
      case 503 where retryAfter != nil: .throttled(retryAfter: retryAfter)
      default: .deferred
      }
    return Answer(meaning, code: response.status, text: text(response))
  }

  func hidingSecrets(in text: String) -> String { AnswerText.hiding(hidden, in: text) }

  private func text(_ response: HTTPResponse) -> String {
    let said = AnswerText.line(String(decoding: response.body, as: UTF8.self), hiding: hidden)
    return switch response.status {
    case 300...399:
      "HTTP \(response.status) to \(RedirectTarget.host(response["Location"]) ?? "nowhere"): redirects are not followed; envoi webhook set --url corrects it"
    case 410: "HTTP 410, it wants no more events; envoi webhook remove ends it, envoi webhook set --url moves it. \(said)"
    default: said.isEmpty ? "HTTP \(response.status) without a text" : said
    }
  }
}
