public import Transport

/// A relay that many use: its host, port and security, and what is true of it today.
public enum TransportPreset: String, CaseIterable, Sendable {
  case ses, gmail, microsoft365, outlook, postfix

  /// - Parameter region: of Amazon SES, as in `eu-west-1`; the others have none.
  func url(region: String?) throws(InvalidInput) -> String {
    guard self == .ses else { return "\(security == .tls ? "smtps" : "smtp")://\(host)" }
    guard let region, region.wholeMatch(of: /[a-z0-9-]+/) != nil else {
      throw InvalidInput("--region", "is needed with --preset ses, like eu-west-1", region)
    }
    return "smtps://email-smtp.\(region).amazonaws.com:465"
  }

  /// Where it is, with the login that it needs.
  public func relay(region: String?, user: String?, password: Secret?) throws(InvalidInput) -> RelayURL {
    let relay = try RelayURL(url(region: region))
    if needsLogin, user == nil || password == nil {
      throw InvalidInput("--preset", "needs a login: --user and --password-file", rawValue)
    }
    guard let user else { return relay }
    return try relay.with(username: user)
  }

  private var host: String {
    switch self {
    case .ses: ""
    case .gmail: "smtp.gmail.com:465"
    case .microsoft365: "smtp.office365.com:587"
    case .outlook: "smtp-mail.outlook.com:587"
    case .postfix: "127.0.0.1:25"
    }
  }

  public var security: SMTPEndpoint.Security {
    switch self {
    case .ses, .gmail: .tls
    case .microsoft365, .outlook: .startTLS
    case .postfix: .none
    }
  }

  public var needsLogin: Bool { self != .postfix }

  /// What its user has to know (as of November 2026).
  public var notice: String {
    switch self {
    case .ses: "Amazon SES takes SMTP credentials made in its console, not AWS keys; the sender must be a verified identity."
    case .gmail: "Gmail takes an app password (2-step verification must be on), not the account's; 500 mails a day, Workspace 2,000."
    case .microsoft365:
      "Microsoft 365 switches password logins off at the end of December 2026 unless the tenant's administrator turns them on again; new tenants have OAuth only."
    case .outlook:
      "Outlook.com, Hotmail and Live take OAuth2 logins only since September 2024, which Envoi does not speak: expect 535 5.7.139."
    case .postfix: "\"250 queued\" of a local Postfix is not delivery: bounces come later, by mail to the return path."
    }
  }
}
