/// Who an SMS says it is from: a phone number, a short code, or a name. Valid once it exists.
///
/// A name has at most 11 septets (3GPP TS 23.040 section 9.1.2.5), of GSM-7 and with a letter in it. Which kind a country or a gateway takes
/// is theirs to say; a name cannot be answered.
public struct SenderID: Sendable, Hashable, CustomStringConvertible {
  /// `+33612345678`, `36111` or `Example`.
  public let description: String

  /// Takes an international number in any spelling, 3 to 8 digits, or a name.
  public init(_ text: String) throws(MessageError) {
    func error(_ problem: String) -> MessageError { MessageError("sender", "\(text.debugDescription) \(problem)") }
    let text = text.trimmingBlanks
    if text.hasPrefix("+") {
      do {
        description = try PhoneNumber(text).description
      } catch {
        throw MessageError("sender", "\(error)")
      }
      return
    }
    description = text
    if let bad = text.unicodeScalars.first(where: { $0.septets == nil || $0.isControl }) {
      throw error("holds \(bad.readableName), which is not in GSM-7: use plain letters, digits and blanks")
    }
    if !text.isEmpty, text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) {
      let count = text.utf8.count
      guard 3...8 ~= count else { throw error("has \(count) digits: a short code has 3 to 8, any other number begins with +") }
      return
    }
    guard text.unicodeScalars.contains(where: \.properties.isAlphabetic) else {
      throw error("is no phone number with +, no short code of 3 to 8 digits, and no name with a letter in it")
    }
    let septets = text.unicodeScalars.reduce(0) { $0 + ($1.septets ?? 0) }
    guard septets <= 11 else { throw error("takes \(septets) characters of GSM-7: a name can have 11") }
  }
}
