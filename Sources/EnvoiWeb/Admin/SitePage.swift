internal import Envoi
internal import HTTPTypes

/// One site: its settings, its transports, its webhooks, its keys.
struct SitePage {
  let transports: SiteTransports
  let webhooks: Webhooks
  let keys: Keys

  private struct Model: Sendable {
    let domain: String
    let path: String
    let zone: String
    let isOperator: Bool
    let isInstallationOperator: Bool
    let isEnabled: Bool
    let facts: [Fact]
    let values: [String: String]
    let doubts: [Choice]
    let transports: [TransportRow]
    let webhooks: [WebhookRow]
    let hasWebhooks: Bool
    let keys: [KeyRow]
    let scopes: [Choice]
    let keyName: String?
    let rate: String?
    let problem: Complaint?
    let keyProblem: Complaint?
  }

  private struct Fact: Sendable {
    let label: String
    let value: String
  }

  /// - Parameters:
  ///   - form: what was typed into the settings and is wrong.
  ///   - keyForm: the same of a key.
  func answer(_ request: PageRequest, _ site: Site, form: (Fields, InvalidInput)? = nil, keyForm: (Fields, InvalidInput)? = nil)
    async throws -> PageAnswer
  {
    let labels = request.labels
    let user = try request.user
    let isOperator = user.role(on: site.id) == .operator
    let formatting = Formatting(labels.language, zone: site.timeZone)
    let values = form?.0.values ?? SiteForm.values(of: site)
    let hooks = try await webhooks.all(of: site).map { WebhookRow($0, labels, formatting) }
    let scopes = keyForm.map { Set($0.0.all("scopes")) } ?? [Scope.send.rawValue]
    let model = Model(
      domain: site.domain, path: "/admin/sites/\(site.domain)", zone: site.timeZone, isOperator: isOperator,
      isInstallationOperator: user.role(on: nil) == .operator, isEnabled: site.isEnabled, facts: Self.facts(site, labels), values: values,
      doubts: OnDoubt.allCases.map {
        Choice($0.rawValue, labels("site_doubt_\($0.rawValue)"), isChosen: values["on_doubt"] == $0.rawValue)
      },
      transports: TransportRow.rows(try await transports.all(of: site), labels, zone: site.timeZone),
      webhooks: hooks, hasWebhooks: !hooks.isEmpty,
      keys: isOperator ? try await keys.list(sites: [site.id]).map { KeyRow($0, formatting) } : [],
      scopes: Scope.allCases.map { Choice($0.rawValue, labels("scope_\($0.rawValue)"), isChosen: scopes.contains($0.rawValue)) },
      keyName: keyForm?.0["name"], rate: keyForm?.0["rate"], problem: form.map { Complaint($0.1, labels) },
      keyProblem: keyForm.map { Complaint($0.1, labels) })
    return .page("site", model, status: form == nil && keyForm == nil ? .ok : .unprocessableContent)
  }

  /// For who may look and not change.
  private static func facts(_ site: Site, _ labels: Labels) -> [Fact] {
    [
      Fact(label: labels("field_from"), value: "\(site.sender)"), Fact(label: labels("field_return_path"), value: "\(site.returnPath)"),
      Fact(label: labels("field_language"), value: site.language), Fact(label: labels("field_timezone"), value: site.timeZone),
    ]
  }
}
