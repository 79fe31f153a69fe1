internal import Envoi

/// The settings of a site as the fields of a form, named as the options of `envoi site set`.
enum SiteForm {
  private static let mebibyte = 1_048_576.0

  static func values(of site: Site) -> [String: String] {
    let limit = Double(site.attachmentLimit) / mebibyte
    return Fields([
      ("from", "\(site.sender)"), ("return_path", "\(site.returnPath)"), ("language", site.language), ("timezone", site.timeZone),
      ("on_doubt", site.onDoubt.rawValue), ("keep", DurationText.text(site.keep)),
      ("attachment_limit", limit == limit.rounded() ? "\(Int(limit))" : "\(limit)"),
      ("country", site.country ?? ""), ("sms_parts", "\(site.smsParts)"), ("transliterate", site.transliterates ? "on" : ""),
      ("contact", site.hasContactForm ? "on" : ""), ("sending", site.isEnabled ? "on" : ""),
    ]).values
  }

  static func settings(_ form: Fields) throws -> SiteSettings {
    try SiteSettings(
      sender: form["from"], returnPath: form["return_path"], language: form["language"], timeZone: form["timezone"],
      onDoubt: form["on_doubt"].flatMap(OnDoubt.init), keep: form["keep"], attachmentLimit: form["attachment_limit"].map(bytes),
      country: form["country"] ?? "", smsParts: form.integer("sms_parts"), transliterates: form["transliterate"] != nil,
      hasContactForm: form["contact"] != nil, isEnabled: form["sending"] != nil)
  }

  private static func bytes(_ text: String) throws(InvalidInput) -> Int {
    guard let number = Double(text), let bytes = Int(exactly: (number * mebibyte).rounded()) else {
      throw InvalidInput("--attachment-limit", "must be a number", text)
    }
    return bytes
  }
}
