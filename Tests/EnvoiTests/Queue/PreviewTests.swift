import Postgres
import Testing

@testable import Envoi

@Suite("Preview", .staged)
struct PreviewTests {
  @Test("the HTML has its own images in it, files are listed, and the header is readable")
  func preview() async throws {
    let stage = try Stage.current
    let id = try await stage.insert(1, ["recipient_name": "'Ann'", "variables": #"'{"city": "<Lyon>"}'"#])[0]
    let message = try await stage.row(id).messageID
    let subject = "Été à {{variables.city}}: " + String(repeating: "é", count: 100)
    try await stage.execute(
      """
      UPDATE envoi.message SET is_template = true, subject = \(subject),
        html = '<p>{{variables.city}} <img src="cid:logo"><img src="cid:logo2"><a href="cid:page">', headers = '[["X-Order", "A-1"]]' WHERE id = \(message)
      """)
    for (position, file) in [("logo", "image/png"), ("logo2", "image/gif; x=y"), ("page", "text/html"), (nil, "application/pdf")]
      .enumerated()
    {
      try await stage.execute(
        """
        INSERT INTO envoi.attachment (message_id, position, name, type, content_id, content)
        VALUES (\(message), \(Int16(position)), 'f', \(file.1), \(file.0), '\\x010203')
        """)
    }
    let preview = try #require(try await Queue(stage.database).preview(of: id))
    #expect(
      preview.html
        == #"<p>&lt;Lyon&gt; <img src="data:image/png;base64,AQID"><img src="data:image/gif;base64,AQID"><a href="cid:page">"#)
    #expect(preview.text == "Text")
    #expect(preview.files.map(\.isInline) == [true, true, true, false] && preview.files.allSatisfy { $0.size == 3 })
    let headers = Dictionary(preview.headers.map { ($0.name, $0.value) }) { one, _ in one }
    #expect(headers["Subject"] == "Été à <Lyon>: " + String(repeating: "é", count: 100))
    #expect(headers["X-Order"] == "A-1" && headers["To"] == "Ann <u1@example.net>" && headers["From"] == "News <news@example.org>")
  }

  @Test("what is no mail has none")
  func none() async throws {
    let stage = try Stage.current
    #expect(try await Queue(stage.database).preview(of: 999)?.text == nil)
    let id = try await stage.insert(1)[0]
    #expect(try await Queue(stage.database).html(of: id) == nil)
  }
}
