/// A text with placeholders.
struct GatewayTemplate: Sendable {
  enum Piece: Sendable {
    case literal(String)
    case placeholder(Placeholder)
  }

  let pieces: [Piece]

  init(pieces: [Piece]) { self.pieces = pieces }

  init(_ text: String, field: String, settings: [Setting]) throws(InvalidInput) {
    var pieces: [Piece] = []
    var rest = text[...]
    while let start = rest.firstRange(of: "{{") {
      guard let end = rest[start.upperBound...].firstRange(of: "}}") else {
        throw InvalidInput(field, "has {{ without }}", text)
      }
      if start.lowerBound > rest.startIndex { pieces.append(.literal(String(rest[..<start.lowerBound]))) }
      pieces.append(.placeholder(try Placeholder(rest[start.upperBound..<end.lowerBound], field: field, settings: settings)))
      rest = rest[end.upperBound...]
    }
    if !rest.isEmpty { pieces.append(.literal(String(rest))) }
    self.pieces = pieces
  }

  var placeholders: [Placeholder] {
    pieces.compactMap { if case .placeholder(let placeholder) = $0 { placeholder } else { nil } }
  }

  /// The only thing in it is one placeholder `as number`.
  var isNumber: Bool { pieces.count == 1 && placeholders.first?.isNumber == true }

  var variables: [Placeholder.Variable] {
    placeholders.flatMap(\.sources).compactMap { if case .variable(let variable) = $0 { variable } else { nil } }
  }

  /// With the operator's values, and what is fixed escaped once and for all.
  /// - Parameters:
  ///   - literals: how the author's own text is escaped; nil: as the values.
  ///   - missing: what stands for a placeholder without a value; nil: the whole is left out.
  /// - Returns: nil where it is left out for every message.
  func bound(
    _ values: SettingValues, _ escaping: Escaping, literals: Escaping? = nil, missing: [UInt8]? = nil
  ) throws(InvalidInput) -> BoundTemplate? {
    var bound = BoundTemplate(escaping: escaping)
    for piece in pieces {
      switch piece {
      case .literal(let text): bound.append(try (literals ?? escaping).escaped(text, field: "request"))
      case .placeholder(let placeholder):
        var variables: [Placeholder.Variable] = []
        var fixed: [UInt8]?
        for source in placeholder.sources where fixed == nil {
          switch source {
          case .variable(let variable): variables.append(variable)
          case .setting(let name):
            if let value = values[name] { fixed = try escaping.escaped(value, field: "settings.\(name)", isSecret: values.isSecret(name)) }
          }
        }
        fixed = fixed ?? missing
        if fixed == nil, variables.isEmpty { return nil }
        if placeholder.isCondition {
          if fixed == nil { bound.pieces.append(.condition(variables)) }
        } else if variables.isEmpty {
          bound.append(fixed ?? [])
        } else {
          bound.pieces.append(.value(variables, otherwise: fixed))
        }
      }
    }
    return bound
  }

  /// One that has settings alone in it; nil where one of them has no value.
  func text(_ values: SettingValues) throws(InvalidInput) -> String? {
    try bound(values, .raw)?.constant.map { String(decoding: $0, as: UTF8.self) }
  }
}
