/// An e-mail address as SMTP carries it: valid once it exists.
///
/// The local part is a dot-atom or, where it must be, a quoted string with as little quoting as it needs (RFC 5321 section 4.1.2), in
/// Unicode form C and otherwise untouched; at most 64 octets. The domain is in lower case, its international labels as A-labels
/// (IDNA2008), and has at least two labels. Both together have at most 254 octets.
/// Address literals (`me@[192.0.2.1]`), comments and blanks are refused. Special-use domains (`.test`, `.local`, `.invalid`) are allowed:
/// staging and tests live there.
public struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
  /// `local@domain` as it goes on the wire.
  public let description: String
  private let localCount: Int

  /// What stands before the @, in quotes where it has to be.
  public var localPart: String { String(description.utf8.prefix(localCount)) ?? "" }
  /// What stands after the @: letters, digits, hyphens and dots in lower case.
  public var domain: String { String(description.utf8.dropFirst(localCount + 1)) ?? "" }
  /// The local part has characters beyond ASCII: only servers with SMTPUTF8 (RFC 6531) take it.
  public var isInternational: Bool { description.utf8.contains { $0 >= 0x80 } }

  /// Parses one bare address, without a name, a comment or a blank around it.
  public init(_ text: String) throws(AddressError) {
    var plain = text
    if let count = plain.withUTF8(Self.localCountOfPlain) {
      localCount = count
      let at = plain.utf8.index(plain.startIndex, offsetBy: count)
      let isLowercase = !plain.utf8[at...].contains { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 }
      description = isLowercase ? plain : plain[..<at] + plain[at...].lowercased()
      return
    }
    do {
      let (local, domain) = try Self.split(text)
      description = local + "@" + domain
      localCount = local.utf8.count
    } catch {
      throw AddressError(error, text)
    }
    guard description.utf8.count <= 254 else { throw AddressError(.addressTooLong, text) }
  }

  /// The fast path: where the @ is, if the text is an ASCII dot-atom at a domain without A-labels, else nil.
  private static func localCountOfPlain(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
    guard text.count <= 254, let at = text.firstIndex(of: UInt8(ascii: "@")), at <= 64,
      isDotAtom(UnsafeBufferPointer(rebasing: text[..<at])),
      domainFault(UnsafeBufferPointer(rebasing: text[(at + 1)...]), allowingALabels: false) == nil
    else { return nil }
    return at
  }

  /// Local part and domain as they go on the wire.
  private static func split(_ text: String) throws(AddressError.Rule) -> (local: String, domain: String) {
    guard let at = text.utf8.firstIndex(of: UInt8(ascii: "@")) else { throw .missingAt }
    guard text.utf8.first == UInt8(ascii: "\"") else {
      return (try wireLocalPart(String(text[..<at]), quoted: false), try wireDomain(String(text[at...].unicodeScalars.dropFirst())))
    }
    let (local, rest) = try unquote(text.dropFirst())
    guard rest.utf8.first == UInt8(ascii: "@") else { throw .unclosedQuote }
    return (try wireLocalPart(local, quoted: true), try wireDomain(String(rest.unicodeScalars.dropFirst())))
  }

  /// The content of a quoted string whose first quote has been read, and what follows its last quote.
  static func unquote(_ text: Substring) throws(AddressError.Rule) -> (content: String, rest: Substring) {
    var content = ""
    var scalars = text.unicodeScalars
    while let next = scalars.popFirst() {
      if next == "\"" { return (content, Substring(scalars)) }
      guard next == "\\" else {
        content.unicodeScalars.append(next)
        continue
      }
      guard let literal = scalars.popFirst() else { break }
      guard literal.isASCII else { throw .character(literal.readableName) }
      content.unicodeScalars.append(literal)
    }
    throw .unclosedQuote
  }
}
