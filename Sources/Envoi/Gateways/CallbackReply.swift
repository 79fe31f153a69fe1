/// What a gateway wants to hear when its callback was taken.
public struct CallbackReply: Sendable, Equatable {
  public let status: Int
  /// Content-Type; nil where there is no body.
  public let type: String?
  public let body: String

  /// - Parameter fields: nil: 200 and nothing else.
  init(_ fields: DescriptionFields?) throws(InvalidInput) {
    status = try fields?.integer("status", in: 200...299) ?? 200
    body = try fields?.string("body") ?? ""
    type = try fields?.string("type") ?? (body.isEmpty ? nil : "text/plain")
  }

  private init() { (status, type, body) = (200, nil, "") }

  static let empty = CallbackReply()
  static let fields = ["status", "type", "body"]
}
