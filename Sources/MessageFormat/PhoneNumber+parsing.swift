extension PhoneNumber {
  static func parse(_ text: String, defaultRegion: String?) throws(PhoneNumberError.Rule) -> (text: String, region: String, kind: Kind) {
    let (digits, hasPlus) = try digits(of: text)
    var home: PhoneTerritory?
    if let defaultRegion {
      home = PhoneTerritory.of(region: defaultRegion)
      guard home != nil else { throw .unknownRegion(defaultRegion) }
    }
    let (number, plan, territories) = try split(digits, hasPlus: hasPlus, home: home)
    var national = number
    let shorter = plan.removingNationalPrefix(number)
    if plan.lengths.contains(shorter.count) { national = shorter }
    guard plan.countryCode.utf8.count + national.count <= 15 else { throw .tooLong }
    // The first territory that has the number; the digits that tell them apart come before the patterns.
    for territory in territories where territory.leadingDigits.map({ $0.prefix(of: national) != nil }) ?? true {
      guard let kind = territory.kind(of: national) else { continue }
      return ("+" + plan.countryCode + String(decoding: national, as: UTF8.self), territory.region, kind)
    }
    guard plan.lengths.contains(national.count) else {
      throw .length(national.count, region: plan.region, countryCode: plan.countryCode, lengths: plan.lengths)
    }
    throw .unassigned(region: plan.region, countryCode: plan.countryCode)
  }

  /// The number without its country code, the plan that says what its national prefix is, and the territories it may belong to.
  private static func split(
    _ digits: [UInt8], hasPlus: Bool, home: PhoneTerritory?
  ) throws(PhoneNumberError.Rule) -> (number: [UInt8], plan: PhoneTerritory, territories: [PhoneTerritory]) {
    if let international = hasPlus ? digits : home?.removingInternationalPrefix(digits) {
      for count in 1...3 {
        let territories = PhoneTerritory.sharing(countryCode: String(decoding: international.prefix(count), as: UTF8.self))
        if let main = territories.first { return (Array(international.dropFirst(count)), main, territories) }
      }
      throw .countryCode
    }
    guard let home else { throw .national }
    let territories = PhoneTerritory.sharing(countryCode: home.countryCode)
    // A country code without a plus, where the number is none of the country as it stands.
    if digits.starts(with: home.countryCode.utf8), let main = territories.first {
      let shorter = home.removingNationalPrefix(Array(digits[home.countryCode.utf8.count...]))
      if !home.isViable(digits) && home.isViable(shorter) || digits.count > home.lengths.last ?? 0 { return (shorter, main, territories) }
    }
    return (digits, home, territories)
  }

  /// ASCII digits, and whether there was a plus before them.
  private static func digits(of text: String) throws(PhoneNumberError.Rule) -> (digits: [UInt8], hasPlus: Bool) {
    var digits: [UInt8] = []
    var hasPlus = false
    for index in text.unicodeScalars.indices {
      let scalar = text.unicodeScalars[index]
      switch scalar {
      case "0"..."9": digits.append(UInt8(scalar.value))
      case "+" where !hasPlus && digits.isEmpty, "\u{ff0b}" where !hasPlus && digits.isEmpty: hasPlus = true
      default:
        if scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue {
          digits.append(UInt8(ascii: "0") + UInt8(value))
        } else if !isPunctuation(scalar) {
          throw rule(of: text[index...], after: digits.count)
        }
      }
    }
    guard !digits.isEmpty else { throw .noDigits }
    return (digits, hasPlus)
  }

  /// What people put between digits, and the marks that they do not see and copy along.
  private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "-", "(", ")", ".", "/", "[", "]", "~", "\u{2053}", "\u{2212}", "\u{223c}", "\u{30fc}", "\u{ff08}", "\u{ff09}",
      "\u{ff0d}"..."\u{ff0f}", "\u{ff3b}", "\u{ff3d}", "\u{ff5e}":
      true
    default: [.spaceSeparator, .format, .dashPunctuation].contains(scalar.properties.generalCategory)
    }
  }

  private static func rule(of rest: Substring, after digits: Int) -> PhoneNumberError.Rule {
    let text = rest.lowercased()
    if digits > 0, ["x", "ext", "#", ";", ","].contains(where: text.hasPrefix) { return .extensionDigits }
    guard let scalar = rest.unicodeScalars.first else { return .noDigits }
    return scalar.properties.isAlphabetic ? .letters : .character(scalar.readableName)
  }
}

extension PhoneTerritory {
  /// What follows the international prefix, nil where there is none. No country code begins with a zero.
  fileprivate func removingInternationalPrefix(_ digits: [UInt8]) -> [UInt8]? {
    guard let end = internationalPrefix?.prefix(of: digits)?.end, end < digits.count, digits[end] != UInt8(ascii: "0") else { return nil }
    return Array(digits[end...])
  }
}
