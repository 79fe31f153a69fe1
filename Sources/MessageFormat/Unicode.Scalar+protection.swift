/// What comes from a variable passes through a template and a Markdown parser as text: its special characters are replaced by
/// noncharacters, which Unicode keeps for such private purposes and which no text holds (Unicode section 23.7).
extension Unicode.Scalar {
  private static let special = Array("*_~`[]()<>@&|\\!#+-=.".unicodeScalars)
  private static let marks: ClosedRange<UInt32> = 0xfdd0...0xfdef

  /// Stands at both ends of what comes from a variable.
  static let edge = Unicode.Scalar(marks.upperBound) ?? "\u{fffd}"

  var isProtectionMark: Bool { Self.marks ~= value }

  /// The character that a mark stands for, nil where it is none.
  var unprotected: Unicode.Scalar? {
    guard isProtectionMark else { return nil }
    let index = Int(value - Self.marks.lowerBound)
    return index < Self.special.count ? Self.special[index] : "\u{fffd}"
  }

  /// The mark for a character that could be markup, the replacement character for a mark, any other character itself.
  fileprivate var protected: Unicode.Scalar {
    guard !isProtectionMark else { return "\u{fffd}" }
    guard isASCII, let index = Self.special.firstIndex(of: self) else { return self }
    return Unicode.Scalar(Self.marks.lowerBound + UInt32(index)) ?? self
  }
}

extension String {
  /// With a mark for each character that could be markup, and one at each end. Nothing stays nothing: sections ask for that.
  var protected: String {
    guard !isEmpty else { return "" }
    return String(String.UnicodeScalarView([.edge] + unicodeScalars.map(\.protected) + [.edge]))
  }
}
