/// `request` of a gateway's description: what goes out for one message.
struct RequestDescription: Sendable {
  enum Body: Sendable {
    case none
    case form([Entry])
    case json(JSONShape<GatewayTemplate>)
    case xml(GatewayTemplate)
  }

  struct Entry: Sendable {
    let name: String
    let template: GatewayTemplate
  }

  let method: String
  let url: GatewayTemplate
  let query: [Entry]
  let headers: [Entry]
  let auth: Authorization?
  let body: Body
  let charset: Escaping.Charset

  init(_ fields: DescriptionFields, settings: [Setting]) throws(InvalidInput) {
    func template(_ text: String, _ name: String) throws(InvalidInput) -> GatewayTemplate {
      try GatewayTemplate(text, field: fields.path(of: name), settings: settings)
    }
    method = try fields.string("method") ?? "POST"
    guard ["GET", "POST", "PUT", "PATCH"].contains(method) else {
      throw InvalidInput(fields.path(of: "method"), "must be GET, POST, PUT or PATCH", method)
    }
    charset = try fields.choice("charset", of: Escaping.Charset.self) ?? .utf8
    query = try Self.entries(fields, "query", settings)
    headers = try Self.entries(fields, "headers", settings)
    auth = try fields.fields("auth", known: Authorization.fields).map { fields throws(InvalidInput) in
      try Authorization(fields, settings: settings)
    }
    let kinds = ["form", "json", "xml"].filter { fields[$0] != nil }
    guard kinds.count <= 1 else {
      throw InvalidInput(fields.path(of: kinds[1]), "cannot stand beside \(kinds[0]): a request has one body")
    }
    switch kinds.first {
    case "form": body = .form(try Self.entries(fields, "form", settings))
    case "json": body = .json(try JSONShape(fields["json"] ?? .null, path: fields.path(of: "json"), settings: settings))
    case "xml": body = .xml(try template(fields.required("xml"), "xml"))
    default: body = .none
    }
    guard method != "GET" || kinds.isEmpty else { throw InvalidInput(fields.path(of: kinds[0]), "cannot go with GET: use query") }

    url = try template(fields.required("url"), "url")
    try url.checkURL(field: fields.path(of: "url"), settings: settings)
    if case .xml(let xml) = body { try xml.checkXML(field: fields.path(of: "xml")) }
  }

  private static func entries(_ fields: DescriptionFields, _ name: String, _ settings: [Setting]) throws(InvalidInput) -> [Entry] {
    guard let entries = try fields.fields(name) else { return [] }
    var list: [Entry] = []
    for member in entries.members {
      let (name, tree) = (member.name, member.value)
      guard let text = tree.text else { throw InvalidInput(entries.path(of: name), "must be a string", tree.summary) }
      let template = try GatewayTemplate(text, field: entries.path(of: name), settings: settings)
      guard !template.placeholders.contains(where: \.isNumber) else {
        throw InvalidInput(entries.path(of: name), "must not ask for a number: only JSON has them", text)
      }
      list.append(Entry(name: name, template: template))
    }
    return list
  }

  /// Whether the gateway is told our reference.
  var namesMessage: Bool { templates.contains { $0.variables.contains(.id) } }

  private var templates: [GatewayTemplate] {
    let ofBody: [GatewayTemplate] =
      switch body {
      case .none: []
      case .form(let entries): entries.map(\.template)
      case .json(let shape): shape.templates
      case .xml(let template): [template]
      }
    return [url] + query.map(\.template) + headers.map(\.template) + ofBody
  }
}
