internal import Foundation
public import MessageFormat

/// What can be said about a site; nil leaves it as it is.
public struct SiteSettings: Sendable {
  public var sender: Mailbox?
  public var returnPath: EmailAddress?
  public var language: String?
  public var timeZone: String?
  public var onDoubt: OnDoubt?
  /// Seconds.
  public var keep: Int?
  /// Bytes.
  public var attachmentLimit: Int32?
  /// ISO 3166 code; empty for none.
  public var country: String?
  public var smsParts: Int16?
  public var transliterates: Bool?
  public var hasContactForm: Bool?
  public var isEnabled: Bool?

  /// - Throws: ``InvalidInput`` naming the option and its rule.
  public init(
    sender: String? = nil, returnPath: String? = nil, language: String? = nil, timeZone: String? = nil, onDoubt: OnDoubt? = nil,
    keep: String? = nil, attachmentLimit: Int? = nil, country: String? = nil, smsParts: Int? = nil, transliterates: Bool? = nil,
    hasContactForm: Bool? = nil, isEnabled: Bool? = nil
  ) throws {
    self.sender = try sender.map { try parse("--from", $0, Mailbox.init) }
    self.returnPath = try returnPath.map { try parse("--return-path", $0, EmailAddress.init) }
    if let language, language.wholeMatch(of: /[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*/) == nil {
      throw InvalidInput("--language", "must be a language tag like fr or pt-BR (BCP 47)", language)
    }
    if let timeZone, TimeZone(identifier: timeZone) == nil {
      throw InvalidInput("--timezone", "must be an IANA name like Europe/Paris", timeZone)
    }
    if let country, !country.isEmpty, !PhoneNumber.isRegion(country.uppercased()) {
      throw InvalidInput("--country", "must be a country's code of two letters, like FR (ISO 3166)", country)
    }
    self.country = country?.uppercased()
    self.smsParts = try bounded(smsParts, 1...255, "--sms-parts")
    self.transliterates = transliterates
    self.hasContactForm = hasContactForm
    self.language = language
    self.timeZone = timeZone
    self.onDoubt = onDoubt
    self.keep = try keep.map { try DurationText.seconds($0, field: "--keep") }
    self.attachmentLimit = try bounded(attachmentLimit, 0 ... .max, "--attachment-limit")
    self.isEnabled = isEnabled
  }
}

/// Turns a parser's error into one that names the field.
func parse<Value, Failure: Error>(_ field: String, _ text: String, _ parser: (String) throws(Failure) -> Value) throws(InvalidInput)
  -> Value
{
  do { return try parser(text) } catch { throw InvalidInput(field, "\(error)") }
}

/// A number of an option as the database holds it, if it is there and within its bounds.
func bounded<Number: FixedWidthInteger>(_ number: Int?, _ bounds: ClosedRange<Number>, _ field: String) throws(InvalidInput) -> Number? {
  guard let number else { return nil }
  guard let held = Number(exactly: number), bounds.contains(held) else {
    throw InvalidInput(field, "must be between \(bounds.lowerBound) and \(bounds.upperBound)", "\(number)")
  }
  return held
}
