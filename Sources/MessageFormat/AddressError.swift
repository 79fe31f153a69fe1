/// Why a text is no e-mail address, or no mailbox: the rule it breaks and the text itself.
public struct AddressError: Error, Hashable, CustomStringConvertible {
  public enum Rule: Error, Hashable {
    case missingAt
    case emptyLocalPart, emptyDomain
    case misplacedDot
    case character(String)
    case unclosedQuote
    case localPartTooLong, labelTooLong, addressTooLong
    case singleLabel
    case addressLiteral
    case hyphen
    case topLevelDomain
    case internationalDomain(String)
    case unclosedAngle, afterAngle
    case nameTooLong
  }

  public let rule: Rule
  /// The text that was refused, shortened to 100 characters.
  public let value: String

  init(_ rule: Rule, _ value: some StringProtocol) {
    self.rule = rule
    self.value = value.count > 100 ? "\(value.prefix(100))…" : String(value)
  }

  public var description: String {
    let problem =
      switch rule {
      case .missingAt: "has no @: write name@domain"
      case .emptyLocalPart: "has nothing before the @"
      case .emptyDomain: "has nothing after the @"
      case .misplacedDot: "has a dot at the start or end of a part, or two dots in a row"
      case .character(let name): "holds \(name), which cannot stand there"
      case .unclosedQuote: "has a quoted part that does not end before the @"
      case .localPartTooLong: "has more than 64 octets before the @"
      case .labelTooLong: "has more than 63 octets between two dots of its domain"
      case .addressTooLong: "is longer than 254 octets"
      case .singleLabel: "has a domain without a dot"
      case .addressLiteral: "has an IP address for a domain: write a name"
      case .hyphen: "has a domain with a hyphen beside a dot or an end, or in the third and fourth place of a label"
      case .topLevelDomain: "ends in a top-level domain that is not made of letters"
      case .internationalDomain(let reason): "has a domain that is not valid under IDNA2008: \(reason)"
      case .unclosedAngle: "has no > at its end: write Name <name@domain>"
      case .afterAngle: "has something after the >"
      case .nameTooLong: "has a name of more than \(longestHeaderText) octets"
      }
    return "\(value.debugDescription) \(problem)"
  }
}
