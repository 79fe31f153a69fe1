extension Message {
  /// Whether two recipients can get different subjects or bodies.
  public var dependsOnRecipient: Bool { [subject, text, html].contains { $0 != nil && $0?.literal == nil } }
  public var subjectDependsOnRecipient: Bool { subject.literal == nil }
}
