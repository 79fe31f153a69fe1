public import MessageFormat

/// What an SMS must be like to go out of a site by its gateway.
public struct SMSRules: Sendable {
  private let site: Site
  private let gateway: Gateway

  init(_ site: Site, _ gateway: Gateway) { (self.site, self.gateway) = (site, gateway) }

  /// - Returns: the text as it goes out, written plainer where the site wants that.
  public func check(_ text: String, to number: PhoneNumber? = nil) throws(InvalidInput) -> SMSText {
    if gateway.rules.mobileOnly, number?.kind == .fixedLine {
      throw InvalidInput("to", "is a landline, and the gateway \(gateway.name) sends to mobile phones only", number?.description)
    }
    let sms = preview(text).text
    guard sms.text.contains(where: { !$0.isWhitespace }) else { throw InvalidInput("text", "is empty") }
    if !gateway.rules.encodings.contains(sms.encoding) {
      let others = String(SMSText.charactersOutsideGSM7(sms.text).prefix(10))
      throw InvalidInput("text", "must have only characters of GSM-7, the gateway \(gateway.name) takes no others", others)
    }
    if let longest = gateway.rules.longest, sms.text.count > longest {
      throw InvalidInput("text", "must have at most \(longest) characters, the gateway \(gateway.name) takes no more", "\(sms.text.count)")
    }
    guard sms.parts.count <= site.smsParts else {
      throw InvalidInput(
        "text", "must fit into \(site.smsParts) parts, the limit of \(site.domain) (envoi site set --sms-parts)",
        "\(sms.parts.count) parts in \(sms.encoding.rawValue)")
    }
    return sms
  }

  /// The text as it would go out, and what was written plainer in it.
  func preview(_ text: String) -> (text: SMSText, changes: [(from: Character, to: String)]) {
    guard site.transliterates else { return (SMSText(text), []) }
    let (plain, changes) = SMSText.transliterated(text)
    return (SMSText(plain), changes)
  }
}
