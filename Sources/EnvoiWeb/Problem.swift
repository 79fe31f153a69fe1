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

  init(_ status: HTTPResponse.Status, _ detail: String? = nil, retryAfter: Int? = nil) {
    self.status = status
    self.detail = detail
    self.retryAfter = retryAfter
  }

  var response: Response {
    struct Body: Encodable {
      let title: String
      let status: Int
      let detail: String?
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let body = (try? encoder.encode(Body(title: status.reasonPhrase, status: status.code, detail: detail))) ?? Data()
    var headers: HTTPFields = [.contentType: "application/problem+json"]
    headers[.retryAfter] = retryAfter.map(String.init)
    return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body)))
  }
}
