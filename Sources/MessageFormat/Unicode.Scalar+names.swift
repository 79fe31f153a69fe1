extension Unicode.Scalar {
  /// The scalar for a person who looks for it in a text: `'!'`, `a space` or `U+000A`.
  var readableName: String {
    if self == " " { return "a space" }
    if isPrintable && !isCombining { return "'\(self)'" }
    let hex = String(value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex
  }

  /// A letter, mark, number, punctuation or symbol: something that is seen, and is no blank.
  var isPrintable: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .lineSeparator, .paragraphSeparator: false
    default: true
    }
  }

  /// A mark that changes the character before it.
  var isCombining: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
  }

  /// C0, DEL, C1, and the line and paragraph separators: never part of a header, a name or an address.
  var isControl: Bool { value < 0x20 || 0x7f...0x9f ~= value || 0x2028...0x2029 ~= value }
}
