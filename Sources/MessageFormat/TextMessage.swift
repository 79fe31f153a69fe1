/// What is said by SMS or in a chat: a text, once parsed, for any number of recipients.
public struct TextMessage: Sendable {
  /// Names of the variables that every recipient must have, as `Message.requiredVariables` says.
  public var requiredVariables: Set<String> { Set(template.required.map(\.description)) }
  /// Whether two recipients can get different texts.
  public var dependsOnRecipient: Bool { template.literal == nil }

  private let template: Template

  /// Takes what an author writes: a mustache template, unless `isTemplate` is false and the text is meant literally. In a chat it is Markdown.
  public init(text: String, isTemplate: Bool = true) throws(MessageError) {
    if let mark = text.unicodeScalars.first(where: \.isProtectionMark) {
      throw MessageError("text", "holds \(mark.readableName), which is no character (Unicode section 23.7)")
    }
    template = isTemplate ? try Template(text, field: "text", format: .plain) : Template(literal: text, format: .plain)
    if let literal = template.literal { try Self.check(literal) }
  }

  /// Throws what `rendered` would throw for this recipient. `variables` is the text of a JSON object.
  public func validate(name: String?, variables: String?) throws(MessageError) {
    _ = try rendered(name: name, variables: variables)
  }

  /// The text for one recipient, as an SMS says it.
  public func rendered(name: String?, variables: String?) throws(MessageError) -> String {
    if let literal = template.literal { return literal }
    return try render(try values(name: name, variables: variables))
  }

  /// The text for one recipient, as one post of a chat; `ChatDialect.split` makes several of one that is too long.
  ///
  /// The author's Markdown and mentions (`@channel`, `@here`, `@all`, `@everyone`, outside of code) become those of the dialect. What comes
  /// from the name and the variables is text: it formats nothing, mentions nobody and links nothing but plain http and https addresses.
  public func rendered(for dialect: ChatDialect, name: String?, variables: String?) throws(MessageError) -> String {
    if let literal = template.literal { return ChatWriter.written(literal, for: dialect) }
    let values = try values(name: name, variables: variables).mapTexts(\.protected)
    return ChatWriter.written(try render(values), for: dialect)
  }

  private func values(name: String?, variables: String?) throws(MessageError) -> TemplateValues {
    let values = try TemplateValues(name: name, variables: variables)
    try values.require(template.required.sorted())
    return values
  }

  private func render(_ values: TemplateValues) throws(MessageError) -> String {
    let text = template.render(values)
    try Self.check(text)
    return text
  }

  private static func check(_ text: String) throws(MessageError) {
    guard text.contains(where: { !$0.isWhitespace }) else { throw MessageError("text", "is empty: there is nothing to send") }
  }
}
