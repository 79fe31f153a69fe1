internal import Foundation

/// The header Authorization, of a request or of a callback.
enum Authorization: Sendable {
  /// RFC 7617.
  case basic(user: GatewayTemplate, password: GatewayTemplate)
  /// RFC 6750.
  case bearer(GatewayTemplate)

  init(_ fields: DescriptionFields, settings: [Setting]) throws(InvalidInput) {
    if let basic = try fields.fields("basic", known: ["user", "password"]) {
      self = .basic(user: try basic.fixed("user", settings), password: try basic.fixed("password", settings))
    } else {
      self = .bearer(try fields.fixed("bearer", settings))
    }
  }

  static let fields = ["basic", "bearer"]

  /// The header's value; nil where a setting has none.
  func header(_ values: SettingValues) throws(InvalidInput) -> String? {
    switch self {
    case .basic(let user, let password):
      guard let user = try user.text(values), let password = try password.text(values) else { return nil }
      guard !user.contains(":") else { throw InvalidInput("basic.user", "must have no colon (RFC 7617)") }
      return "Basic \(Data("\(user):\(password)".utf8).base64EncodedString())"
    case .bearer(let token): return try token.text(values).map { "Bearer \($0)" }
    }
  }
}

extension DescriptionFields {
  /// A template with settings alone: it is the same for every message.
  func fixed(_ name: String, _ settings: [Setting]) throws(InvalidInput) -> GatewayTemplate {
    let template = try GatewayTemplate(required(name), field: path(of: name), settings: settings)
    guard template.variables.isEmpty, !template.placeholders.contains(where: \.isNumber) else {
      throw InvalidInput(path(of: name), "must have settings alone in it, as in {{settings.password}}")
    }
    return template
  }
}
