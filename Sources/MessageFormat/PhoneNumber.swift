/// A phone number in the form of E.164, of a numbering plan and in use: valid once it exists.
///
/// It is read, and told from other texts, by the rules and the metadata of libphonenumber: digits of any script, with the usual
/// punctuation. Extensions, letters for digits and short numbers are refused, as nothing can be sent there.
public struct PhoneNumber: Hashable, Sendable, CustomStringConvertible {
  /// What its numbering plan says of it. `fixedLineOrMobile`: the plan does not tell them apart (all of +1). `other`: free, shared cost,
  /// premium rate, personal, pager, Internet, voice mail.
  public enum Kind: Sendable { case mobile, fixedLine, fixedLineOrMobile, other }

  /// `+33612345678`.
  public let description: String
  /// ISO 3166 alpha-2, `FR`; `001` for the codes that belong to no country (+800, +882).
  public let region: String
  public let kind: Kind

  /// Parses one number.
  ///
  /// - Parameter defaultRegion: the country of numbers without a country code, ISO 3166 alpha-2 in capitals. Without it only numbers with a
  ///   + are taken: a country is never guessed.
  public init(_ text: String, defaultRegion: String? = nil) throws(PhoneNumberError) {
    do {
      (description, region, kind) = try Self.parse(text, defaultRegion: defaultRegion)
    } catch {
      throw PhoneNumberError(error, text)
    }
  }

  /// Whether there are phone numbers of this country, ISO 3166 alpha-2 in capitals.
  public static func isRegion(_ code: String) -> Bool { PhoneTerritory.of(region: code) != nil }
}
