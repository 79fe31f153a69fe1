/// What the application itself writes to its users.
enum UserMail: Sendable {
  case welcome(link: String)
  case forgotten(link: String)
  case changed

  var link: String? {
    switch self {
    case .welcome(let link), .forgotten(let link): link
    case .changed: nil
    }
  }

  /// Subject and paragraphs, as templates.
  struct Text {
    let language: Language
    let subject: String
    let paragraphs: [String]

    static let link = "{{variables.link}}"

    var plain: String { paragraphs.joined(separator: "\n\n") + "\n" }

    var html: String {
      let body = paragraphs.map { $0 == Self.link ? "<p><a href=\"\($0)\">\($0)</a></p>" : "<p>\($0)</p>" }
      return """
        <!DOCTYPE html>
        <html lang="\(language.rawValue)">
        <head><meta charset="utf-8"><title>\(subject)</title></head>
        <body>
        \(body.joined(separator: "\n"))
        </body>
        </html>

        """
    }
  }
}
