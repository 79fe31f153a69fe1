/// Why a text is no phone number: the rule it breaks and the text itself.
public struct PhoneNumberError: Error, Hashable, CustomStringConvertible {
  public enum Rule: Error, Hashable {
    case noDigits
    case letters
    case extensionDigits
    case character(String)
    case national
    case unknownRegion(String)
    case countryCode
    case tooLong
    case length(Int, region: String, countryCode: String, lengths: [Int])
    case unassigned(region: String, countryCode: String)
  }

  public let rule: Rule
  /// The text that was refused, shortened to 100 characters.
  public let value: String

  init(_ rule: Rule, _ value: String) {
    self.rule = rule
    self.value = value.count > 100 ? "\(value.prefix(100))…" : value
  }

  public var description: String {
    let problem =
      switch rule {
      case .noDigits: "has no digits: write + and the country code, then the number"
      case .letters: "has letters: write the digits they stand for"
      case .extensionDigits: "has an extension, which no message reaches: write the number alone"
      case .character(let name): "holds \(name), which cannot stand there"
      case .national: "has no + and country code, and there is no default country"
      case .unknownRegion(let region): "cannot be read as a number of \(region.debugDescription): write a country as FR or DE"
      case .countryCode: "begins with no country code that is in use"
      case .tooLong: "has more than 15 digits"
      case .length(let count, let region, let code, let lengths):
        "has \(count) digits after +\(code), where numbers of \(region) have \(Self.list(lengths))"
      case .unassigned(let region, let code): "is not in use: no number after +\(code) in \(region) begins like that"
      }
    return "\(value.debugDescription) \(problem)"
  }

  /// `9`, `9 or 10`, `7, 9 or 10`.
  private static func list(_ lengths: [Int]) -> String {
    let texts = lengths.map(String.init)
    return texts.count < 2 ? texts.joined() : texts.dropLast().joined(separator: ", ") + " or " + texts[texts.count - 1]
  }
}
