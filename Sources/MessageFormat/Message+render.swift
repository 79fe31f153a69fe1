extension Message {
  /// Whether two recipients can get different subjects or bodies.
  public var dependsOnRecipient: Bool { [subject, text, html].contains { $0 != nil && $0?.literal == nil } }

  /// Throws what `compose` would throw for this recipient, without composing: a variable that is missing, a subject that could not be sent.
  /// `variables` is the text of a JSON object.
  public func validate(name: String?, variables: String?) throws(MessageError) {
    _ = try renderedSubject(try values(name: name, variables: variables))
  }

  /// Subject, text and HTML for one recipient, to look at.
  public func rendered(name: String?, variables: String?) throws(MessageError) -> (subject: String, text: String?, html: String?) {
    let values = try values(name: name, variables: variables)
    return (try renderedSubject(values), text?.render(values), html?.render(values))
  }

  func values(name: String?, variables: String?) throws(MessageError) -> TemplateValues {
    let values = try TemplateValues(name: name, variables: variables)
    try values.require(required)
    return values
  }

  func renderedSubject(_ values: TemplateValues) throws(MessageError) -> String {
    if let literal = subject.literal { return literal }
    let subject = subject.render(values)
    try Self.check(subject: subject)
    return subject
  }

  static func check(subject: String) throws(MessageError) {
    if let control = subject.unicodeScalars.first(where: \.isControl) {
      throw MessageError("subject", "\(subject.debugDescription) holds \(control.readableName), a control character")
    }
    guard subject.utf8.count <= longestHeaderText else { throw MessageError("subject", "is longer than \(longestHeaderText) octets") }
  }
}
