internal import Envoi
internal import HTTPTypes
internal import Hummingbird

/// What comes of a request for a page.
struct PageAnswer: Sendable {
  enum Content: Sendable {
    /// A template with what it shows.
    case page(String, any Sendable)
    /// The same, with what comes while something happens at ``PageStream/mark``.
    case stream(String, any Sendable, @Sendable (inout PageStream) async throws -> Void)
    /// To a path below the base, by GET.
    case redirect(String)
    case response(Response)
  }

  enum Cookie: Sendable {
    /// With what tells the browser from others at the next login.
    case session(String, device: String)
    case end
  }

  var content: Content
  var status = HTTPResponse.Status.ok
  var cookie: Cookie?
  /// Where it is another one than the visitor's.
  var language: Language?

  static func page(_ template: String, _ model: any Sendable, status: HTTPResponse.Status = .ok) -> PageAnswer {
    PageAnswer(content: .page(template, model), status: status)
  }

  static func stream(
    _ template: String, _ model: any Sendable, _ body: @escaping @Sendable (inout PageStream) async throws -> Void
  ) -> PageAnswer {
    PageAnswer(content: .stream(template, model, body))
  }

  /// - Parameters:
  ///   - path: below the base, with its query.
  ///   - notice: key of a label that the next page shows.
  static func redirect(_ path: String, notice: String? = nil, count: Int? = nil) -> PageAnswer {
    var items: [(String, String)] = []
    if let notice { items.append(("notice", notice)) }
    if let count { items.append(("n", "\(count)")) }
    guard !items.isEmpty else { return PageAnswer(content: .redirect(path)) }
    return PageAnswer(content: .redirect(path + (path.contains("?") ? "&" : "?") + Fields(items).urlEncoded))
  }

  static func response(_ response: Response) -> PageAnswer { PageAnswer(content: .response(response)) }
}
