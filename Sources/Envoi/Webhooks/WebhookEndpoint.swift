internal import Glibc
internal import Transport

/// Where a webhook posts, and what it signs with: all that is sealed of it.
struct WebhookEndpoint: Sendable {
  /// How long the secret before the last rotation signs too, in seconds: receivers may be changed at any time of it.
  static let overlap = 86_400

  let url: WebhookURL
  let secret: WebhookSecret
  /// The one before, and until when it signs, in seconds since 1970.
  let old: (secret: WebhookSecret, until: Int)?

  init(url: WebhookURL, secret: WebhookSecret, old: (WebhookSecret, until: Int)? = nil) {
    (self.url, self.secret, self.old) = (url, secret, old)
  }

  init(_ secrets: [String: Secret]) throws(InvalidInput) {
    guard let url = secrets["url"], let secret = secrets["secret"] else {
      throw InvalidInput("ENVOI_SECRET_KEY", "opens no webhook here: set it again with envoi webhook set")
    }
    self.url = try WebhookURL(url.exposed, allowsPrivate: true)
    self.secret = try WebhookSecret(secret.exposed)
    old =
      if let text = secrets["old_secret"], let until = secrets["old_until"].flatMap({ Int($0.exposed) }) {
        (try WebhookSecret(text.exposed), until)
      } else { nil }
  }

  var sealed: [String: Secret] {
    var secrets = ["url": url.secret, "secret": Secret(secret.exposed)]
    if let old { (secrets["old_secret"], secrets["old_until"]) = (Secret(old.secret.exposed), Secret("\(old.until)")) }
    return secrets
  }

  /// What must not be repeated.
  var hidden: [String] {
    // A server may repeat the path without the host; that is no secret where it is / alone.
    [url.secret.exposed, url.pathAndQuery, secret.exposed, old?.secret.exposed].compactMap(\.self).filter { $0.utf8.count > 1 }
  }

  func moved(to url: WebhookURL) -> WebhookEndpoint { WebhookEndpoint(url: url, secret: secret, old: old) }

  func rotated(to new: WebhookSecret, now: Int = time(nil)) -> WebhookEndpoint {
    WebhookEndpoint(url: url, secret: new, old: (secret, now + Self.overlap))
  }

  /// - Parameter timestamp: of this attempt.
  func request(id: String, timestamp: Int, body: [UInt8]) throws -> HTTPRequest {
    let secrets = [secret] + (old.map { $0.until > timestamp ? [$0.secret] : [] } ?? [])
    let signatures = secrets.map { $0.signature(id: id, timestamp: timestamp, body: body) }
    let headers = [
      ("Content-Type", "application/json"), ("User-Agent", "Envoi"), ("webhook-id", id), ("webhook-timestamp", "\(timestamp)"),
      ("webhook-signature", signatures.joined(separator: " ")),
    ]
    return HTTPRequest(
      method: "POST", url: url.secret.exposed, headers: try headers.map { try HTTPHeader(name: $0.0, value: $0.1) }, body: body)
  }
}
