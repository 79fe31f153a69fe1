internal import Envoi
internal import Foundation
internal import Hummingbird
internal import MessageFormat
internal import Postgres

/// `/v1/site`: the site of the key.
struct SiteRoutes {
  let sites: Sites

  init(_ database: Pool) { sites = Sites(database) }

  func add(to api: inout APIRouter) {
    api.on(.get, "site", .admin) { _, context in try .json(SiteResource(try await sites.find(context.key.site))) }
    api.on(.patch, "site", .admin, use: set)
  }

  private func set(_ request: Request, _ context: APIContext) async throws -> Response {
    let fields = try await request.fields()
    try fields.refuseAllBut([
      "from", "return_path", "language", "timezone", "on_doubt", "keep", "attachment_limit", "country", "sms_parts", "transliterate",
      "contact", "enabled",
    ])
    let onDoubt = try fields.string("on_doubt").map { text in
      guard let onDoubt = OnDoubt(rawValue: text) else { throw InvalidInput("on_doubt", "must be resend or hold", text) }
      return onDoubt
    }
    let site = try await InvalidInput.inJSON {
      let settings = try SiteSettings(
        sender: fields.string("from"), returnPath: fields.string("return_path"), language: fields.string("language"),
        timeZone: fields.string("timezone"), onDoubt: onDoubt, keep: fields.string("keep"),
        attachmentLimit: fields.integer("attachment_limit", in: 0...Int(Int32.max)), country: fields.string("country"),
        smsParts: fields.integer("sms_parts", in: 1...255), transliterates: fields.boolean("transliterate"),
        hasContactForm: fields.boolean("contact"), isEnabled: fields.boolean("enabled"))
      return try await sites.set(context.key.site, settings: settings, note: context.note("site.set", fields, of: request))
    }
    return try .json(SiteResource(site))
  }
}

/// A site as the API shows it.
private struct SiteResource: Encodable {
  let domain, from, returnPath, language, timezone, onDoubt, keep: String
  let attachmentLimit, smsParts: Int
  let country: String?
  let transliterate, contact, enabled: Bool

  init(_ site: Site) {
    (domain, from, returnPath) = (site.domain, site.sender.description, site.returnPath.description)
    (language, timezone, onDoubt, keep) = (site.language, site.timeZone, site.onDoubt.rawValue, DurationText.text(site.keep))
    (attachmentLimit, smsParts, country) = (site.attachmentLimit, site.smsParts, site.country)
    (transliterate, contact, enabled) = (site.transliterates, site.hasContactForm, site.isEnabled)
  }
}
