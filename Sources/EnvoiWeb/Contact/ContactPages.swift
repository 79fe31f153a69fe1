internal import Envoi
internal import HTTPTypes
internal import Hummingbird

/// The public contact form of each site that has one, also for plain HTML forms on the site itself.
struct ContactPages {
  /// Bytes: three times what the longest message needs in percent-encoding.
  private static let limit = 160 << 10

  let contact: ContactForm

  private struct Model: Sendable {
    let site: String
    var name = ""
    var address = ""
    var message = ""
    var problem: String?
  }

  private struct Note: Sendable {
    let site: String
    let heading: String
    let text: String
  }

  func add(to routes: PageRoutes) {
    routes.get("contact/:domain", for: .world) { request in
      let (site, request) = try await site(request)
      guard try await contact.hasReaders(site) else { return note("contact_closed", site, request, status: .serviceUnavailable) }
      return page(Model(site: site.domain), request)
    }
    routes.get("contact/:domain/thanks", for: .world) { request in
      let (site, request) = try await site(request)
      return note("contact_thanks", site, request)
    }
    routes.post("contact/:domain", for: .world, taking: .fields(limit: Self.limit)) { request in try await take(request) }
  }

  /// The site, and the request in its language where the visitor's is unknown.
  private func site(_ request: PageRequest) async throws -> (Site, PageRequest) {
    guard let site = try await contact.site(request.parameter("domain")) else { throw Problem(.notFound) }
    var request = request
    if !request.visitor.hasLanguage, let own = Language(rawValue: String(site.language.lowercased().prefix { $0 != "-" })) {
      request.visitor.language = own
    }
    return (site, request)
  }

  private func page(_ model: Model, _ request: PageRequest, status: HTTPResponse.Status = .ok) -> PageAnswer {
    var answer = PageAnswer.page("contact", model, status: status)
    answer.language = request.visitor.language
    return answer
  }

  private func note(_ label: String, _ site: Site, _ request: PageRequest, status: HTTPResponse.Status = .ok) -> PageAnswer {
    let note = Note(site: site.domain, heading: request.labels(label), text: request.labels("\(label)_text"))
    var answer = PageAnswer.page("contact-note", note, status: status)
    answer.language = request.visitor.language
    return answer
  }

  private func take(_ request: PageRequest) async throws -> PageAnswer {
    let (site, request) = try await site(request)
    let form = request.form
    // Nobody sees this field; who fills it in is a program, and learns nothing.
    guard form["website"] == nil else { return thanks(site, request) }
    do {
      let message = try ContactMessage(name: form.raw("name"), address: form.raw("address"), message: form.raw("message"))
      switch try await contact.send(message, to: site, client: request.visitor.client) {
      case .sent: return thanks(site, request)
      case .noReaders: return note("contact_closed", site, request, status: .serviceUnavailable)
      case .throttled: return note("contact_throttled", site, request, status: .tooManyRequests)
      }
    } catch let error as InvalidInput {
      let model = Model(
        site: site.domain, name: form.raw("name"), address: form.raw("address"), message: form.raw("message"), problem: error.description)
      return page(model, request, status: .unprocessableContent)
    }
  }

  /// To the page that a form on the site itself asks for, else to ours.
  private func thanks(_ site: Site, _ request: PageRequest) -> PageAnswer {
    guard let url = request.form["return"], Self.leads(url, to: site.domain) else {
      let language = request.query["language"].map { "?" + Fields([("language", $0)]).urlEncoded } ?? ""
      return .redirect("/contact/\(site.domain)/thanks\(language)")
    }
    return .response(Response(status: .seeOther, headers: [.location: url]))
  }

  /// Whether it is a page of this very domain, with or without `www`: a link of ours leads nowhere else.
  static func leads(_ url: String, to domain: String) -> Bool {
    guard let match = url.wholeMatch(of: /https?:\/\/([A-Za-z0-9.\-]+)(?::[0-9]{1,5})?(?:[\/?#][!-\[\]-~]*)?/) else { return false }
    let host = match.1.lowercased()
    return host == domain || host == "www.\(domain)"
  }
}
