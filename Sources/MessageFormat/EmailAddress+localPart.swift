import Foundation

extension EmailAddress {
  /// RFC 5321 section 4.1.2 Dot-string, ASCII only.
  static func isDotAtom(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var previous = UInt8(ascii: ".")
    for byte in text {
      guard isAtext(byte) || byte == UInt8(ascii: ".") && previous != byte else { return false }
      previous = byte
    }
    return previous != UInt8(ascii: ".")
  }

  /// RFC 5322 section 3.2.3 atext.
  static func isAtext(_ byte: UInt8) -> Bool {
    switch byte {
    // ! # $ % & ' * + - / = ? ^ _ ` { | } ~
    case 0x21, 0x23...0x27, 0x2a, 0x2b, 0x2d, 0x2f, 0x3d, 0x3f, 0x5e...0x60, 0x7b...0x7e: true
    default: byte.isAlphanumeric
    }
  }

  /// The local part as it goes on the wire: in form C, quoted only where it has to be (RFC 5321 section 4.1.2: the minimum quoting possible).
  static func wireLocalPart(_ text: String, quoted: Bool) throws(AddressError.Rule) -> String {
    try checkLocalPart(text, quoted: quoted)
    // The canonical form may hold other characters, even ASCII ones: U+037E becomes a semicolon.
    let text = text.precomposedStringWithCanonicalMapping
    try checkLocalPart(text, quoted: quoted)
    let isAtoms = text.utf8.allSatisfy { isAtext($0) || $0 >= 0x80 || $0 == UInt8(ascii: ".") } && !text.hasMisplacedDot
    let wire = isAtoms ? text : text.quoted
    guard wire.utf8.count <= 64 else { throw .localPartTooLong }
    return wire
  }

  private static func checkLocalPart(_ text: String, quoted: Bool) throws(AddressError.Rule) {
    guard let first = text.unicodeScalars.first else { throw .emptyLocalPart }
    for scalar in text.unicodeScalars {
      let isAllowed =
        switch scalar.value {
        case 0x80...: scalar.isPrintable
        case 0x20..<0x7f where quoted: true
        default: isAtext(UInt8(scalar.value)) || scalar == "."
        }
      guard isAllowed else { throw .character(scalar.readableName) }
    }
    guard !first.isCombining else { throw .character(first.readableName) }
    guard quoted || !text.hasMisplacedDot else { throw .misplacedDot }
  }
}

extension String {
  fileprivate var hasMisplacedDot: Bool { utf8.first == UInt8(ascii: ".") || utf8.last == UInt8(ascii: ".") || utf8.contains("..".utf8) }
}
