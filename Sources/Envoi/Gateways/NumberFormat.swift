/// How a gateway writes phone numbers.
enum NumberFormat: String, Sendable, CaseIterable {
  /// `+33612345678`
  case e164
  /// `33612345678`
  case digits
  /// `0033612345678`
  case zeros = "00"

  /// - Parameter number: E.164; a name or a short code stays as it is.
  func written(_ number: String) -> String {
    guard self != .e164, number.hasPrefix("+") else { return number }
    return (self == .zeros ? "00" : "") + number.dropFirst()
  }

  /// E.164 of what the gateway wrote, where it is an international number; else as it is.
  func read(_ number: String) -> String {
    let digits = self == .zeros && number.hasPrefix("00") ? String(number.dropFirst(2)) : number
    // Anything shorter is a short code.
    guard self != .e164, (9...15).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return number }
    return "+\(digits)"
  }
}
