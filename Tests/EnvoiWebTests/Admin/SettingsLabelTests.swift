import Envoi
import Testing
import Transport

@testable import EnvoiWeb

@Suite("Labels of settings that are put together")
struct SettingsLabelTests {
  @Test("every value has a label", arguments: Language.allCases)
  func computed(_ language: Language) {
    let fields = [
      "address", "attachment_limit", "channel", "connections", "contact", "country", "domain", "enabled", "events", "fields", "filter",
      "force", "from", "helo", "keep", "language", "login", "name", "on_doubt", "password", "position", "preset", "rate", "recipients",
      "region", "return_path", "role", "rows", "scopes", "security", "sending", "sites", "sms_parts", "state", "subject", "timezone", "to",
      "transliterate", "url", "user",
    ]
    let keys =
      fields.map { "field_\($0)" } + Scope.allCases.map { "scope_\($0.rawValue)" }
      + Trouble.Stage.allCases.map { "stage_\($0.rawValue)" } + OnDoubt.allCases.map { "site_doubt_\($0.rawValue)" }
      + ["url", "none", "starttls", "tls"].map { "security_\($0)" } + ["email", "sms", "chat"].map { "preset_\($0)" }
      + ["on", "off", "invited"].map { "user_\($0)" } + ["done_transport_on", "done_transport_off"]
      + ["done_webhook_on", "done_webhook_off"] + WebhookEvent.allCases.map { "webhook_event_\($0.rawValue)" }
    for key in keys { #expect(Labels.of(language).texts[key]?.isEmpty == false, "\(key)") }
  }
}
