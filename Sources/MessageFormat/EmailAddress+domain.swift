import CLibidn2
import Foundation

extension EmailAddress {
  /// The domain in lower case, with A-labels. IDNA2008 with the mapping of UTS 46, non-transitional, STD3 rules.
  static func wireDomain(_ text: String) throws(AddressError.Rule) -> String {
    guard !text.isEmpty else { throw .emptyDomain }
    guard text.utf8.first != UInt8(ascii: "[") else { throw .addressLiteral }
    var wire = text.lowercased()
    // libidn2 would read up to a NUL, and only say of the others that something is disallowed.
    if let bad = text.unicodeScalars.first(where: { $0.isASCII && !UInt8($0.value).isAlphanumeric && $0 != "-" && $0 != "." }) {
      throw .character(bad.readableName)
    }
    if wire.utf8.contains(where: { $0 >= 0x80 }) || wire.contains("xn--") { wire = try aLabels(text) }
    if let fault = wire.withUTF8({ domainFault($0, allowingALabels: true) }) { throw fault }
    return wire
  }

  private static func aLabels(_ text: String) throws(AddressError.Rule) -> String {
    var output: UnsafeMutablePointer<CChar>?
    let flags = IDN2_NONTRANSITIONAL.rawValue | IDN2_USE_STD3_ASCII_RULES.rawValue
    let status = idn2_to_ascii_8z(text, &output, Int32(flags))
    defer { idn2_free(output) }
    guard status == IDN2_OK.rawValue, let output else { throw .internationalDomain(String(cString: idn2_strerror(status))) }
    return String(cString: output)
  }

  /// What is wrong with a domain in ASCII (RFC 5321 section 4.1.2, RFC 1123 section 2.1), nil if nothing.
  static func domainFault(_ text: UnsafeBufferPointer<UInt8>, allowingALabels: Bool) -> AddressError.Rule? {
    var start = 0
    var isAlphabetic = true
    for index in 0...text.count {
      let byte = index < text.count ? text[index] : UInt8(ascii: ".")
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): break
      case UInt8(ascii: "0")...UInt8(ascii: "9"): isAlphabetic = false
      case UInt8(ascii: "-"):
        isAlphabetic = false
        if index == start { return .hyphen }
        if index == start + 3, text[index - 1] == byte {
          guard text[start] == UInt8(ascii: "x"), text[start + 1] == UInt8(ascii: "n"), allowingALabels else { return .hyphen }
        }
      case UInt8(ascii: "."):
        if index == start { return text.isEmpty ? .emptyDomain : .misplacedDot }
        if text[index - 1] == UInt8(ascii: "-") { return .hyphen }
        if index - start > 63 { return .labelTooLong }
        guard index < text.count else { break }
        start = index + 1
        isAlphabetic = true
      default: return .character(Unicode.Scalar(byte).readableName)
      }
    }
    if start == 0 { return .singleLabel }
    let isALabel = text.count > start + 4 && text[start + 2] == UInt8(ascii: "-") && text[start + 3] == UInt8(ascii: "-")
    return isAlphabetic || isALabel ? nil : .topLevelDomain
  }
}
