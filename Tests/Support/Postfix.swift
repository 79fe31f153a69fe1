import Foundation

/// A private Postfix with Dovecot's SASL behind it. Takes mail for alice@acme.test; the login is app / secret, the right one.
/// Needs root and the packages postfix and dovecot-core.
public final class Postfix: Sendable {
  public static var isUsable: Bool {
    getuid() == 0 && ["/usr/sbin/postfix", "/usr/sbin/dovecot"].allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// What listens, in the order of the ports.
  public enum Service: Int, Sendable, CaseIterable {
    /// No TLS, no login.
    case plain
    /// STARTTLS and a login required.
    case submission
    /// TLS from the first byte and a login required.
    case smtps
    case wrongHost, expired, selfSigned
    /// At most one connection at a time and two mails in a while.
    case limited
    /// Refuses some recipients: busy@ 450, grey@ 450 4.2.0, full@ 452 4.2.2, blocked@ 550 5.7.1, bye@ 421; at most 20,000 bytes.
    case grumpy
    /// Asks ``Postgrey``, which has to be started.
    case greylisted
  }

  public let certificates: TestCertificates
  private let scratch: ScratchDirectory
  private let firstPort: Int
  private let dovecot: ServerProcess

  public init() async throws {
    scratch = try ScratchDirectory("pf")
    firstPort = try Loopback.freePorts(Service.allCases.count + 1)
    let path = scratch.path
    for folder in ["etc", "spool", "data", "mail", "tls"] {
      try FileManager.default.createDirectory(atPath: "\(path)/\(folder)", withIntermediateDirectories: true)
    }
    certificates = try await TestCertificates(in: "\(path)/tls")
    _ = try await Command.run(["chown", "postfix", "\(path)/data"]).succeeded()
    _ = try await Command.run(["chown", "5000:5000", "\(path)/mail"]).succeeded()
    try Self.dovecotConfiguration(path).write(to: scratch.file("dovecot.conf"), atomically: true, encoding: .utf8)
    try "app:{PLAIN}secret::::::\n".write(to: scratch.file("users"), atomically: true, encoding: .utf8)
    dovecot = try ServerProcess(["/usr/sbin/dovecot", "-F", "-c", "\(path)/dovecot.conf"], log: scratch.file("dovecot.log"))
    try Self.main(path, certificates).write(toFile: "\(path)/etc/main.cf", atomically: true, encoding: .utf8)
    try "alice@acme.test acme.test/alice/\n".write(toFile: "\(path)/etc/mailboxes", atomically: true, encoding: .utf8)
    try Self.refusals.write(toFile: "\(path)/etc/refusals", atomically: true, encoding: .utf8)
    try master().write(toFile: "\(path)/etc/master.cf", atomically: true, encoding: .utf8)
    _ = try await Command.run(["postfix", "-c", "\(path)/etc", "start"]).succeeded()
    for service in Service.allCases { try Loopback.waitUntilListening(port(service)) }
    while !FileManager.default.fileExists(atPath: "\(path)/spool/auth") { await Task.yield() }
  }

  deinit { stop() }

  public func port(_ service: Service) -> Int { firstPort + service.rawValue }
  /// Where `greylisted` asks.
  var policyPort: Int { firstPort + Service.allCases.count }

  /// The mails that alice has got.
  public func mails() throws -> [String] {
    let new = scratch.file("mail/acme.test/alice/new")
    // Made with the first mail.
    guard FileManager.default.fileExists(atPath: new.path) else { return [] }
    return try FileManager.default.contentsOfDirectory(at: new, includingPropertiesForKeys: nil).map {
      try String(contentsOf: $0, encoding: .utf8)
    }
  }

  public func stop() {
    let pid = (try? String(contentsOf: scratch.file("spool/pid/master.pid"), encoding: .utf8))?.trimmingCharacters(
      in: .whitespacesAndNewlines)
    if let pid = pid.flatMap({ Int32($0) }) { kill(pid, SIGTERM) }
    dovecot.stop()
  }

  private static let refusals = """
    busy@acme.test 450 4.3.2 busy
    grey@acme.test 450 4.2.0 Greylisted, come back later
    full@acme.test 452 4.2.2 Mailbox full
    blocked@acme.test 550 5.7.1 Blocked by policy
    bye@acme.test 421 4.3.2 Service shutting down
    """

  private static func dovecotConfiguration(_ path: String) -> String {
    """
    base_dir = \(path)/run
    state_dir = \(path)/run
    log_path = \(path)/dovecot.log
    protocols =
    ssl = no
    auth_mechanisms = plain login
    passdb {
      driver = passwd-file
      args = \(path)/users
    }
    userdb {
      driver = static
      args = uid=5000 gid=5000 home=/nonexistent
    }
    service auth {
      unix_listener \(path)/spool/auth {
        mode = 0666
      }
    }
    """
  }

  private static func main(_ path: String, _ certificates: TestCertificates) -> String {
    """
    compatibility_level = 3.6
    queue_directory = \(path)/spool
    data_directory = \(path)/data
    maillog_file = \(path)/postfix.log
    maillog_file_prefixes = \(path)
    inet_interfaces = 127.0.0.1
    inet_protocols = ipv4
    myhostname = mail.acme.test
    mydestination =
    local_recipient_maps =
    alias_maps =
    mynetworks = 127.0.0.0/32
    disable_dns_lookups = yes
    virtual_mailbox_domains = acme.test
    virtual_mailbox_base = \(path)/mail
    virtual_mailbox_maps = texthash:\(path)/etc/mailboxes
    virtual_uid_maps = static:5000
    virtual_gid_maps = static:5000
    smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
    smtpd_recipient_restrictions = reject_unlisted_recipient
    smtpd_tls_cert_file = \(certificates.certificate(.good))
    smtpd_tls_key_file = \(certificates.key(.good))
    smtpd_sasl_type = dovecot
    smtpd_sasl_path = auth
    smtpd_peername_lookup = no
    smtpd_error_sleep_time = 0

    """
  }

  private func master() -> String {
    let login = "-o smtpd_sasl_auth_enable=yes -o smtpd_tls_auth_only=yes -o smtpd_relay_restrictions=permit_sasl_authenticated,reject"
    let services = Service.allCases.map { service in
      let options =
        switch service {
        case .plain: "-o smtpd_tls_security_level=none"
        case .submission: "-o smtpd_tls_security_level=encrypt \(login)"
        case .smtps: "-o smtpd_tls_wrappermode=yes \(login)"
        case .wrongHost: wrapped(.wrongHost)
        case .expired: wrapped(.expired)
        case .selfSigned: wrapped(.selfSigned)
        case .limited:
          "-o smtpd_client_connection_count_limit=1 -o smtpd_client_message_rate_limit=2 -o smtpd_client_event_limit_exceptions="
        case .grumpy:
          "-o message_size_limit=20000 -o { smtpd_recipient_restrictions = check_recipient_access texthash:\(scratch.path)/etc/refusals, reject_unlisted_recipient }"
        case .greylisted:
          "-o { smtpd_recipient_restrictions = reject_unlisted_recipient, check_policy_service inet:127.0.0.1:\(policyPort) }"
        }
      return "127.0.0.1:\(port(service)) inet n - n - - smtpd \(options)"
    }
    return (services + [Self.daemons]).joined(separator: "\n")
  }

  private func wrapped(_ name: TestCertificates.Name) -> String {
    "-o smtpd_tls_wrappermode=yes -o smtpd_tls_cert_file=\(certificates.certificate(name)) -o smtpd_tls_key_file=\(certificates.key(name))"
  }

  private static let daemons = """
    cleanup    unix n - n - 0 cleanup
    qmgr       unix n - n 300 1 qmgr
    tlsmgr     unix - - n 1000? 1 tlsmgr
    rewrite    unix - - n - - trivial-rewrite
    bounce     unix - - n - 0 bounce
    defer      unix - - n - 0 bounce
    trace      unix - - n - 0 bounce
    proxymap   unix - - n - - proxymap
    error      unix - - n - - error
    retry      unix - - n - - error
    virtual    unix - n n - - virtual
    anvil      unix - - n - 1 anvil
    postlog    unix-dgram n - n - 1 postlogd

    """
}
