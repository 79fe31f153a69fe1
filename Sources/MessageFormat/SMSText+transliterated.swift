import Foundation

extension SMSText {
  /// The text with plain characters for those that GSM-7 lacks and that mean the same: quotes, dashes, blanks, ligatures, letters without
  /// their accents (`ê` becomes `e`; `é`, which GSM-7 has, stays).
  ///
  /// Only where all of the text is GSM-7 then: a text that has to be UCS-2 anyway stays as it is, with no changes.
  /// - Returns: the text in Unicode form C, and each character that was changed, once, in the order of the text.
  public static func transliterated(_ text: String) -> (text: String, changes: [(from: Character, to: String)]) {
    let text = text.precomposedStringWithCanonicalMapping
    var output = ""
    var changes: [(from: Character, to: String)] = []
    var seen: Set<Character> = []
    for character in text {
      guard character.unicodeScalars.contains(where: { $0.septets == nil }) else {
        output.append(character)
        continue
      }
      guard let plain = plain(character) else { return (text, []) }
      output += plain
      if seen.insert(character).inserted { changes.append((character, plain)) }
    }
    return (output, changes)
  }

  /// Characters of GSM-7 with the same meaning, nil where there are none.
  private static func plain(_ character: Character) -> String? {
    var plain = ""
    for scalar in String(character).decomposedStringWithCanonicalMapping.unicodeScalars where !scalar.isCombining {
      if scalar.septets != nil {
        plain.unicodeScalars.append(scalar)
      } else if let text = Self.plain(scalar) {
        plain += text
      } else {
        return nil
      }
    }
    // An accent with nothing under it means something by itself.
    return plain.isEmpty && character.unicodeScalars.contains(where: \.isCombining) ? nil : plain
  }

  private static func plain(_ scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "‘", "’", "‚", "‛", "′", "‹", "›", "`", "´", "ʼ": "'"
    case "“", "”", "„", "‟", "″", "«", "»": "\""
    case "‐", "‑", "‒", "–", "—", "―", "−", "•", "·": "-"
    case "…": "..."
    case "œ": "oe"
    case "Œ": "OE"
    case "ﬀ": "ff"
    case "ﬁ": "fi"
    case "ﬂ": "fl"
    case "ﬃ": "ffi"
    case "ﬄ": "ffl"
    case "ĳ": "ij"
    case "Ĳ": "IJ"
    case "ẞ": "SS"
    case "ł": "l"
    case "Ł": "L"
    case "đ", "ð": "d"
    case "Đ", "Ð": "D"
    case "þ": "th"
    case "Þ": "Th"
    case "ħ": "h"
    case "Ħ": "H"
    case "ı": "i"
    case "×": "x"
    case "⁄": "/"
    case "©": "(c)"
    case "®": "(r)"
    case "™": "(tm)"
    case "\t": " "
    case "\u{2028}", "\u{2029}": "\n"
    default:
      switch scalar.properties.generalCategory {
      case .spaceSeparator: " "
      case .format: ""
      default: nil
      }
    }
  }
}
