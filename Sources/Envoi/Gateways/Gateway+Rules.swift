public import MessageFormat

extension Gateway {
  /// What a gateway does not take.
  public struct Rules: Sendable, Equatable {
    /// A number that cannot be a mobile one is refused.
    public let mobileOnly: Bool
    public let encodings: Set<SMSEncoding>
    /// Of a text, in characters; nil: any length.
    public let longest: Int?
  }
}
