internal import Foundation
internal import HTTPTypes
internal import Hummingbird

extension Response {
  /// - Parameter value: its names become snake_case.
  static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return json(bytes: try encoder.encode(value), status: status)
  }

  static func json(bytes: some Sequence<UInt8>, status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
      body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
