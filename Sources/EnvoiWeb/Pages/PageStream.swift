internal import Hummingbird

/// The rest of a page that comes while something happens.
struct PageStream {
  /// Where it comes in its template.
  static let mark = "<!-- stream -->"

  let templates: Templates
  var writer: any ResponseBodyWriter

  mutating func write(_ template: String, _ model: any Sendable) async throws {
    try await writer.write(ByteBuffer(string: templates.render(template, model)))
  }
}
