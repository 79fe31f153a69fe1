/// A part of a mail, with only the levels that it needs (RFC 2046, RFC 2387).
indirect enum Part {
  case text(Template)
  case file(Attachment)
  case multipart(String, [Part])

  /// mixed( related( alternative( plain, html ), images ), files )
  init(text: Template?, html: Template?, attachments: [Attachment]) {
    let bodies = [text, html].compactMap { $0.map { Part.text($0) } }
    self = bodies.count == 1 ? bodies[0] : .multipart("alternative", bodies)
    let images = attachments.filter { html != nil && $0.contentID != nil }
    let files = attachments.filter { html == nil || $0.contentID == nil }
    if !images.isEmpty {
      let type = text == nil ? "text/html" : "multipart/alternative"
      self = .multipart("related; type=\"\(type)\"", [self] + images.map { .file($0) })
    }
    if !files.isEmpty { self = .multipart("mixed", [self] + files.map { .file($0) }) }
  }
}
