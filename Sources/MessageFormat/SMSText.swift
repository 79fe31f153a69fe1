import Foundation

/// The text of an SMS, in the parts that are sent and paid for.
///
/// GSM-7 where every character is in it, else UCS-2. Parts are as long as they can be, but neither an escape pair nor a surrogate pair is
/// split. An empty text is one empty part.
public struct SMSText: Sendable, Equatable {
  /// In Unicode form C, so that an accent typed apart costs nothing.
  public let text: String
  public let encoding: SMSEncoding
  /// Together they are the text.
  public let parts: [String]
  /// Septets (GSM-7) or UTF-16 units (UCS-2) of each part.
  public let units: [Int]

  public init(_ text: String) {
    let text = text.precomposedStringWithCanonicalMapping
    let encoding = SMSEncoding(of: text)
    let count = text.unicodeScalars.reduce(0) { $0 + encoding.units(of: $1) }
    let limit = count <= encoding.limits.single ? count : encoding.limits.joined
    var parts: [String] = []
    var units: [Int] = []
    var part = String.UnicodeScalarView()
    var used = 0
    func endPart() {
      parts.append(String(part))
      units.append(used)
      part = String.UnicodeScalarView()
      used = 0
    }
    for scalar in text.unicodeScalars {
      let cost = encoding.units(of: scalar)
      if used + cost > limit { endPart() }
      part.append(scalar)
      used += cost
    }
    endPart()
    (self.text, self.encoding, self.parts, self.units) = (text, encoding, parts, units)
  }

  /// The characters that are not in GSM-7, each once, in the order of the text.
  public static func charactersOutsideGSM7(_ text: String) -> [Character] {
    var seen: Set<Character> = []
    return text.precomposedStringWithCanonicalMapping.filter { character in
      character.unicodeScalars.contains { $0.septets == nil } && seen.insert(character).inserted
    }.map { $0 }
  }
}
