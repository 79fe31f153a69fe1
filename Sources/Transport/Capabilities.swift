/// What a relay's reply to EHLO offers (RFC 5321 4.1.1.1), of the extensions that matter here.
public struct Capabilities: Sendable, Equatable {
  public var pipelining = false
  public var eightBitMIME = false
  public var smtpUTF8 = false
  public var enhancedStatusCodes = false
  public var startTLS = false
  /// MAIL takes a SIZE parameter (RFC 1870).
  public var size = false
  /// The largest mail in bytes that the relay takes; nil when it names none.
  public var sizeLimit: Int?
  /// The login mechanisms, in upper case (RFC 4954).
  public var auth: [String] = []

  public init() {}

  /// Notes one line of the reply, without its code: `SIZE 10240000`.
  mutating func note(_ line: some StringProtocol) {
    // `AUTH=PLAIN` is an old spelling that some relays still add.
    let words = line.uppercased().split(whereSeparator: { " =\t\r\n".contains($0) })
    switch words.first {
    case "PIPELINING": pipelining = true
    case "8BITMIME": eightBitMIME = true
    case "SMTPUTF8": smtpUTF8 = true
    case "ENHANCEDSTATUSCODES": enhancedStatusCodes = true
    case "STARTTLS": startTLS = true
    case "SIZE":
      size = true
      // 0 is "no fixed limit".
      sizeLimit = words.dropFirst().first.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    case "AUTH": auth += words.dropFirst().map(String.init).filter { !auth.contains($0) }
    default: break
    }
  }
}
