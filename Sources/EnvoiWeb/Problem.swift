internal import Envoi
internal import Foundation
internal import HTTPTypes
internal import Hummingbird

/// An answer that says what is wrong (RFC 9457).
struct Problem: Error {
  let status: HTTPResponse.Status
  /// What to do; nil where the status says all.
  let detail: String?
  /// Seconds until it is worth another try.
  let retryAfter: Int?
  /// What is wrong of what was given.
  var errors: [InvalidInput] = []
  var headers: HTTPFields = [:]

  init(_ status: HTTPResponse.Status, _ detail: String? = nil, retryAfter: Int? = nil) {
    self.status = status
    self.detail = detail
    self.retryAfter = retryAfter
  }

  init(_ status: HTTPResponse.Status, _ error: InvalidInput) {
    self.init(status, error.description)
    errors = [error]
  }

  /// Members of the answer.
  struct Body: Encodable {
    struct Defect: Encodable {
      let field, rule: String
      let value: String?
    }

    let type = "about:blank"
    let title: String
    let status: Int
    let detail: String?
    let errors: [Defect]?

    private enum CodingKeys: CodingKey { case type, title, status, detail, errors }
  }

  var body: Body {
    Body(
      title: status.reasonPhrase, status: status.code, detail: detail,
      errors: errors.isEmpty ? nil : errors.map { .init(field: $0.field, rule: $0.rule, value: $0.value) })
  }

  var response: Response {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let bytes = (try? encoder.encode(body)) ?? Data()
    var headers = headers
    headers[.contentType] = "application/problem+json"
    headers[.retryAfter] = retryAfter.map(String.init)
    return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
