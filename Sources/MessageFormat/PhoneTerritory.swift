import Synchronization

/// The numbering plan of a territory, parsed when a number of its country code is first asked for.
struct PhoneTerritory: Sendable {
  let region: String
  let countryCode: String
  /// How many digits a national number can have.
  let lengths: [Int]
  /// What is dialled before a country code: `00`.
  let internationalPrefix: DigitPattern?
  private let nationalPrefix: DigitPattern?
  /// Where the national prefix has a group, these digits and the group take its place.
  private let insertion: [UInt8]?
  /// Set where they tell the territory from others with the same country code.
  let leadingDigits: DigitPattern?
  private let general: DigitPattern?
  private let fixedLine: DigitPattern?
  private let mobile: DigitPattern?
  private let other: DigitPattern?

  private init?(_ line: Substring) {
    let fields = line.split(separator: " ")
    guard fields.count == 11 else { return nil }
    func pattern(_ index: Int) -> DigitPattern? { fields[index] == "-" ? nil : DigitPattern(fields[index]) }
    region = String(fields[0])
    countryCode = String(fields[1])
    lengths = fields[2].split(separator: ",").compactMap { Int($0) }
    internationalPrefix = pattern(3)
    nationalPrefix = pattern(4)
    insertion = fields[5] == "-" ? nil : Array(fields[5].utf8.dropFirst())
    leadingDigits = pattern(6)
    general = pattern(7)
    fixedLine = pattern(8)
    mobile = pattern(9)
    other = pattern(10)
  }

  func kind(of number: [UInt8]) -> PhoneNumber.Kind? {
    guard isViable(number) else { return nil }
    if other?.matches(number) == true { return .other }
    let isMobile = mobile?.matches(number) == true
    return fixedLine?.matches(number) == true ? isMobile ? .fixedLineOrMobile : .fixedLine : isMobile ? .mobile : nil
  }

  func isViable(_ number: [UInt8]) -> Bool { general?.matches(number) == true }

  /// The number as it follows the country code. Unchanged where the prefix seems to be a part of the number.
  func removingNationalPrefix(_ number: [UInt8]) -> [UInt8] {
    guard let match = nationalPrefix?.prefix(of: number) else { return number }
    var shorter = Array(number[match.end...])
    if let insertion, let group = match.group { shorter = insertion + number[group] + shorter }
    return isViable(number) && !isViable(shorter) ? number : shorter
  }
}

extension PhoneTerritory {
  private static let lines = PhoneMetadata.text.split(separator: "\n")
  private static let countryCodes = Dictionary(lines.map { fields($0) }) { first, _ in first }
  private static let linesByCode = Dictionary(grouping: lines) { fields($0).code }
  private static let parsed = Mutex<[String: [PhoneTerritory]]>([:])

  private static func fields(_ line: Substring) -> (region: String, code: String) {
    let fields = line.split(separator: " ", maxSplits: 2)
    return (String(fields[0]), String(fields[1]))
  }

  /// The territories with a country code, the main one first; none where there is no such code.
  static func sharing(countryCode: String) -> [PhoneTerritory] {
    parsed.withLock { parsed in
      if let territories = parsed[countryCode] { return territories }
      guard let lines = linesByCode[countryCode] else { return [] }
      let territories = lines.compactMap { PhoneTerritory($0) }
      parsed[countryCode] = territories
      return territories
    }
  }

  /// The territory with an ISO 3166 code.
  static func of(region: String) -> PhoneTerritory? {
    guard region != "001", let code = countryCodes[region] else { return nil }
    return sharing(countryCode: code).first { $0.region == region }
  }
}
