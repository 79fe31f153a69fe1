internal import HTTPTypes
internal import Hummingbird

/// The HTML of a mail alone, to stand in a frame of ours: it runs nothing and loads nothing, whatever is in it. Its own styles are what it
/// looks like.
enum MailFrame {
  static func response(_ html: String) -> Response {
    Response(
      status: .ok,
      headers: [
        .contentType: "text/html; charset=utf-8",
        .contentSecurityPolicy:
          "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'; form-action 'none'; base-uri 'none'",
      ], body: .init(byteBuffer: ByteBuffer(string: html)))
  }
}
