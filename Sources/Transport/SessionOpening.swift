internal import CLibcurl
internal import SerialThread

/// Opens a session with libcurl, listening to what it does: where it is, what the relay offers, what the relay said last.
final class SessionOpening {
  private let endpoint: SMTPEndpoint
  private let transcript: (@Sendable (Step) -> Void)?
  private(set) var stage = Trouble.Stage.resolve
  private(set) var lastReply: Reply?
  private(set) var capabilities = Capabilities()
  private var tlsVersion: String?
  private var mechanism: String?
  private var replies = ReplyReader()

  init(_ endpoint: SMTPEndpoint, transcript: (@Sendable (Step) -> Void)?) {
    self.endpoint = endpoint
    self.transcript = transcript
  }

  func run(stop: Wakeup) throws(Trouble) -> (CurlHandle, SessionInfo) {
    guard let curl = CurlHandle() else { throw Trouble(.connect, .temporary, "no memory for a connection") }
    configure(curl)
    switch curl.open(stop: stop) {
    case .stopped: throw Trouble(stage, .stopped, "stopped on request while opening a session with \(endpoint)")
    case .failed(let code): throw trouble(code, curl.describe(code))
    case .connected: break
    }
    // The listener ends here, the handle goes on.
    envoi_curl_set_long(curl.easy, CURLOPT_VERBOSE, 0)
    // With credentials and no AUTH offered libcurl goes on without a login.
    if endpoint.username != nil, mechanism == nil {
      throw Trouble(
        .authenticate, .configuration,
        "\(endpoint) offers no login: take the user name away, or the port where the relay takes logins (587 or 465)")
    }
    return (curl, info(curl))
  }

  private func configure(_ curl: CurlHandle) {
    let easy = curl.easy
    envoi_curl_set_debug(easy, hear, Unmanaged.passUnretained(self).toOpaque())
    envoi_curl_set_string(easy, CURLOPT_URL, endpoint.url)
    envoi_curl_set_string(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps")
    // Not through a web proxy that the environment may name.
    envoi_curl_set_string(easy, CURLOPT_PROXY, "")
    let tls = endpoint.security == .none ? CURLUSESSL_NONE : CURLUSESSL_ALL
    let options: [(CURLoption, Int)] = [
      (CURLOPT_CONNECT_ONLY, 1), (CURLOPT_VERBOSE, 1), (CURLOPT_NOSIGNAL, 1), (CURLOPT_TCP_KEEPALIVE, 1), (CURLOPT_CERTINFO, 1),
      // A name that is still being resolved must not hold up the end.
      (CURLOPT_QUICK_EXIT, 1),
      (CURLOPT_CONNECTTIMEOUT_MS, max(1, Int(endpoint.timeouts.open / .milliseconds(1)))),
      (CURLOPT_USE_SSL, Int(tls.rawValue)),
      (CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
    ]
    for (option, value) in options { envoi_curl_set_long(easy, option, value) }
    if let caFile = endpoint.caFile { envoi_curl_set_string(easy, CURLOPT_CAINFO, caFile) }
    if let username = endpoint.username, let password = endpoint.password {
      envoi_curl_set_string(easy, CURLOPT_USERNAME, username)
      envoi_curl_set_string(easy, CURLOPT_PASSWORD, password.exposed)
      // Others (CRAM-MD5, GSSAPI, NTLM) would be preferred where offered, and fail where the relay keeps only hashes. TLS protects these two.
      envoi_curl_set_string(easy, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN")
      envoi_curl_set_long(easy, CURLOPT_SASL_IR, 1)
    }
  }

  private func info(_ curl: CurlHandle) -> SessionInfo {
    var address: UnsafePointer<CChar>?
    var port = 0
    envoi_curl_get_string(curl.easy, CURLINFO_PRIMARY_IP, &address)
    envoi_curl_get_long(curl.easy, CURLINFO_PRIMARY_PORT, &port)
    let host = address.map { String(cString: $0) } ?? endpoint.host
    var info = SessionInfo(peer: host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)", capabilities: capabilities, login: mechanism)
    if let tlsVersion {
      let certificate = certificate(curl)
      info.tls = SessionInfo.TLS(
        version: tlsVersion, subject: certificate["Subject"] ?? "", issuer: certificate["Issuer"] ?? "",
        expires: certificate["Expire date"] ?? "")
    }
    return info
  }

  /// The fields of the relay's own certificate, as libcurl names them.
  private func certificate(_ curl: CurlHandle) -> [String: String] {
    var chain: UnsafeMutablePointer<curl_certinfo>?
    guard envoi_curl_get_certificates(curl.easy, &chain) == CURLE_OK, let chain = chain?.pointee, chain.num_of_certs > 0 else { return [:] }
    var fields: [String: String] = [:]
    var entry = chain.certinfo[0]
    while let field = entry?.pointee {
      let parts = String(cString: field.data).split(separator: ":", maxSplits: 1)
      if parts.count == 2 { fields[String(parts[0])] = String(parts[1]) }
      entry = field.next
    }
    return fields
  }

  fileprivate func heard(_ kind: curl_infotype, _ bytes: UnsafeRawBufferPointer) {
    switch kind {
    case CURLINFO_TEXT: noted(String(decoding: bytes, as: UTF8.self))
    case CURLINFO_HEADER_OUT: sent(String(decoding: bytes, as: UTF8.self))
    case CURLINFO_HEADER_IN: received(bytes)
    default: break
    }
  }

  private func noted(_ text: String) {
    let text = String(text.drop { $0.isWhitespace || $0 == "*" }.prefix { !$0.isNewline })
    transcript?(.note(text))
    let connection = "SSL connection using "
    if text.hasPrefix("Trying ") {
      stage = .connect
    } else if text.hasPrefix("Connected to ") {
      stage = endpoint.security == .tls ? .tls : .greeting
    } else if text.hasPrefix(connection) {
      tlsVersion = String(text.dropFirst(connection.count))
      stage = endpoint.security == .tls ? .greeting : .hello
    }
  }

  private func sent(_ text: String) {
    let words = text.split(whereSeparator: \.isWhitespace)
    switch words.first {
    case "EHLO", "HELO":
      stage = .hello
      // What was offered before STARTTLS was not protected (RFC 3207 4.2).
      capabilities = Capabilities()
    case "STARTTLS": stage = .startTLS
    case "AUTH":
      stage = .authenticate
      mechanism = words.dropFirst().first.map(String.init)
    default: break
    }
    let shown = stage == .authenticate ? (words.first == "AUTH" ? words.prefix(2) + ["••••"] : ["••••"]) : words
    transcript?(.sent(shown.joined(separator: " ")))
  }

  private func received(_ bytes: UnsafeRawBufferPointer) {
    let line = String(decoding: bytes, as: UTF8.self)
    transcript?(.received(String(line.prefix { !$0.isNewline })))
    if stage == .hello, line.hasPrefix("250") { capabilities.note(line.dropFirst(4)) }
    replies.append(bytes)
    // What is no reply at all libcurl refuses by itself.
    guard let reply = try? replies.next() else { return }
    lastReply = reply
    if stage == .startTLS, reply.code == 220 { stage = .tls }
  }
}

/// A closure literal would carry its context's isolation into C; a function does not.
private func hear(
  _: UnsafeMutableRawPointer?, kind: curl_infotype, data: UnsafeMutablePointer<CChar>?, size: Int, context: UnsafeMutableRawPointer?
) -> Int32 {
  guard let data, let context else { return 0 }
  Unmanaged<SessionOpening>.fromOpaque(context).takeUnretainedValue().heard(kind, UnsafeRawBufferPointer(start: data, count: size))
  return 0
}
