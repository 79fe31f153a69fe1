internal import Foundation

extension GatewayTemplate {
  /// It begins with `https://host/`, or with one setting that is a whole URL; what is put in after that always has a value.
  func checkURL(field: String, settings: [Setting]) throws(InvalidInput) {
    for placeholder in placeholders {
      let isSure = placeholder.sources.contains { source in
        switch source {
        case .variable(let variable): !variable.mayLack
        case .setting(let name): settings.contains { $0.name == name && $0.isSure }
        }
      }
      guard isSure, !placeholder.isCondition else {
        throw InvalidInput(field, "must not have a placeholder that may be without a value: make the setting required, or use query")
      }
    }
    for case .literal(let text) in pieces where !text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) || text.contains("#") {
      throw InvalidInput(field, "must be a URL without blanks, # and characters beyond ASCII: percent-encode them", text)
    }
    let beginsWell =
      switch pieces.first {
      case nil: false
      case .literal(let text): text.firstRange(of: "://").map { pieces.count == 1 || text[$0.upperBound...].contains("/") } ?? false
      case .placeholder(let placeholder): placeholder.sources.allSatisfy { if case .setting = $0 { true } else { false } }
      }
    guard beginsWell else { throw InvalidInput(field, "must begin with https:// and a host, or with one setting that is a whole URL") }
    if case .placeholder = pieces.first, pieces.count > 1 {
      guard case .literal(let next) = pieces[1], next.hasPrefix("/") || next.hasPrefix("?") else {
        throw InvalidInput(field, "must have / or ? after the setting that it begins with")
      }
    }
  }

  /// - Returns: and its scheme, host and port.
  func boundURL(_ values: SettingValues) throws(InvalidInput) -> (BoundTemplate, origin: String) {
    guard var bound = try GatewayTemplate(pieces: Array(pieces.dropFirst())).bound(values, .percent(.utf8), literals: .raw),
      let first = pieces.first
    else { throw InvalidInput("request.url", "must be given") }
    var field = "request.url"
    var isSecret = false
    var base: String
    switch first {
    case .literal(let text): base = text
    // A whole URL: the only value that is not escaped.
    case .placeholder(let placeholder):
      base = ""
      for case .setting(let name) in placeholder.sources.reversed() {
        if let value = values[name] { (base, field, isSecret) = (value, "settings.\(name)", values.isSecret(name)) }
      }
    }
    guard let parts = URLComponents(string: base), ["http", "https"].contains(parts.scheme), let host = parts.host, !host.isEmpty,
      parts.user == nil, parts.password == nil, parts.fragment == nil, base.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else {
      let rule = "must be like https://host/path, without a user name, a password, # or characters beyond ASCII"
      // With an @ it may have a password in it.
      throw InvalidInput(field, rule, isSecret || base.contains("@") ? nil : base)
    }
    if case .literal(let next) = pieces.dropFirst().first, next.hasPrefix("/"), base.hasSuffix("/") { base.removeLast() }
    var whole = BoundTemplate(escaping: bound.escaping)
    whole.append(Array(base.utf8))
    if case .bytes(let bytes) = bound.pieces.first {
      whole.append(bytes)
      bound.pieces.removeFirst()
    }
    whole.pieces += bound.pieces
    return (whole, "\(parts.scheme ?? "")://\(host)\(parts.port.map { ":\($0)" } ?? "")")
  }
}
