internal import Envoi
internal import Foundation
internal import HTTPTypes
internal import Hummingbird

extension Request {
  /// Bytes of a body that has no message in it.
  static let smallBody = 64 << 10

  /// The media type of the body, in lower case and without parameters.
  var mediaType: String? {
    // What nearly all say, at once.
    headers[.contentType].map { $0 == "application/json" ? $0 : $0.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased() }
  }

  /// - Throws: ``Problem`` 415.
  func mustBe(_ types: [String]) throws {
    guard let mediaType, types.contains(mediaType) else {
      throw Problem(.unsupportedMediaType, "Content-Type must be \(types.joined(separator: " or "))")
    }
  }

  /// - Throws: ``Problem`` 406 where the client says what it takes, and that is not this.
  func mustAccept(_ type: String) throws {
    guard headers.contains(.accept) else { return }
    let ranges = headers[values: .accept].flatMap { $0.split(separator: ",") }.map { range in
      range.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
    }
    let family = type.prefix { $0 != "/" } + "/*"
    guard ranges.contains(where: { $0 == "*/*" || $0 == family || $0 == type }) else {
      throw Problem(.notAcceptable, "the answer is \(type)")
    }
  }

  /// A small JSON object.
  func fields() async throws -> JSONFields {
    try mustBe(["application/json"])
    return try JSONFields(Data(try await body.collect(upTo: Self.smallBody).readableBytesView))
  }

  /// Names and values behind the `?`, in their order.
  ///
  /// - Throws: ``InvalidInput`` where one is not percent-encoded UTF-8, or not known: a slip must not look like a wider question.
  func query(_ known: Set<String>) throws -> [(name: String, value: String)] {
    try (uri.query ?? "").split(separator: "&").map { pair in
      let parts = pair.replacing("+", with: " ").split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = parts[0].removingPercentEncoding, known.contains(name) else {
        throw InvalidInput("query", "has only \(known.sorted().joined(separator: ", "))", String(parts[0]))
      }
      guard parts.count == 2, let value = parts[1].removingPercentEncoding, !value.utf8.contains(0) else {
        throw InvalidInput(name, "must be percent-encoded UTF-8, and have no NUL", parts.last.map(String.init))
      }
      return (name, value)
    }
  }
}

extension Substring {
  fileprivate var removingPercentEncoding: String? { String(self).removingPercentEncoding }
}
