/// How the characters of an SMS are counted and sent (3GPP TS 23.038).
public enum SMSEncoding: String, Sendable, CaseIterable, Codable {
  /// The default alphabet and its extension table, 7 bits a character: 160 septets, 153 in each of several parts.
  case gsm7 = "GSM-7"
  /// 16 bits a unit, and in practice UTF-16: 70 units, 67 in each of several parts.
  case ucs2 = "UCS-2"

  /// Units of a message of one part, and of each part where there are more: the rest is the header that joins them.
  var limits: (single: Int, joined: Int) { self == .gsm7 ? (160, 153) : (70, 67) }

  /// The encoding that the whole text can have, at the least cost.
  init(of text: String) { self = text.unicodeScalars.allSatisfy { $0.septets != nil } ? .gsm7 : .ucs2 }

  /// Units that a character takes.
  func units(of scalar: Unicode.Scalar) -> Int { self == .gsm7 ? scalar.septets ?? 0 : UTF16.width(scalar) }
}

extension Unicode.Scalar {
  /// Septets in GSM-7: two with an escape, nil for what GSM-7 does not have (3GPP TS 23.038 section 6.2.1).
  var septets: Int? {
    switch self {
    case " "..."Z", "a"..."z", "_", "\n", "\r": 1
    case "^", "{", "}", "\\", "[", "~", "]", "|", "€", "\u{c}": 2
    case "£", "¥", "¤", "§", "¡", "¿", "è", "é", "ù", "ì", "ò", "à", "Ç", "É", "Ø", "ø", "Å", "å", "Æ", "æ", "ß", "Ä", "Ö", "Ñ", "Ü", "ä",
      "ö", "ñ", "ü", "Δ", "Φ", "Γ", "Λ", "Ω", "Π", "Ψ", "Σ", "Θ", "Ξ":
      1
    default: nil
    }
  }
}
