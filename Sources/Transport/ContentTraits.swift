/// What a mail asks of the relay.
public struct ContentTraits: Sendable, Equatable {
  /// The body has bytes above 0x7F: BODY=8BITMIME (RFC 6152).
  public var is8bit: Bool
  /// A header has bytes above 0x7F: SMTPUTF8 (RFC 6531). Addresses of the envelope are looked at here anyway.
  public var needsSMTPUTF8: Bool

  public init(is8bit: Bool = false, needsSMTPUTF8: Bool = false) {
    self.is8bit = is8bit
    self.needsSMTPUTF8 = needsSMTPUTF8
  }
}
