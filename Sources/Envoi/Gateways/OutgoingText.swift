public import MessageFormat

/// One message for a gateway.
public struct OutgoingText: Sendable {
  /// E.164, or a chat's name.
  public var to: String
  public var text: String
  /// E.164, a short code or a name; nil: the gateway's settings say.
  public var from: String?
  /// Our reference, at most 40 characters, the same for each try.
  public var id: String
  /// Where receipts of this message are taken. Has no percent sign in it: Kannel would read it as one of its escapes.
  public var receiptURL: String?
  /// Of an SMS.
  public var encoding: SMSEncoding?
  public var parts: Int

  public init(
    to: String, text: String, from: String? = nil, id: String, receiptURL: String? = nil, encoding: SMSEncoding? = nil, parts: Int = 1
  ) {
    (self.to, self.text, self.from, self.id) = (to, text, from, id)
    (self.receiptURL, self.encoding, self.parts) = (receiptURL, encoding, parts)
  }
}
