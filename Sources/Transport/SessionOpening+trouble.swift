internal import CLibcurl

extension SessionOpening {
  /// What a failure of libcurl means: the step by its code where that is clear, else by how far the dialogue had come.
  func trouble(_ code: CURLcode, _ text: String) -> Trouble {
    let refusal = lastReply.flatMap { $0.isPositive ? nil : $0 }
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST:
      return Trouble(.resolve, .temporary, "\(text): is the name right, does DNS answer?")
    case CURLE_COULDNT_CONNECT:
      return Trouble(.connect, .temporary, "\(text): does the relay run, does a firewall let us through?")
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR:
      return Trouble(.tls, .certificate, "\(text): renew the relay's certificate, or name its host and its CA as the certificate does")
    case CURLE_SSL_CACERT_BADFILE:
      return Trouble(.tls, .configuration, "\(text): is the CA file there, readable and PEM?")
    case CURLE_SSL_CONNECT_ERROR where text.contains("wrong version number"):
      return Trouble(.tls, .configuration, "\(text): this port does not begin with TLS; use starttls, or the port for TLS (465)")
    case CURLE_SSL_CONNECT_ERROR:
      return Trouble(.tls, .temporary, "\(text): the relay and we did not agree on TLS 1.2 or newer")
    case CURLE_USE_SSL_FAILED:
      if let refusal { return Trouble.refused(.startTLS, refusal) }
      return Trouble(.startTLS, .configuration, "\(text) Use the relay's port for submission (587), or tls on 465")
    case CURLE_LOGIN_DENIED:
      guard let refusal else {
        let offered = capabilities.auth.isEmpty ? "nothing" : capabilities.auth.joined(separator: " ")
        return Trouble(.authenticate, .configuration, "\(text) The relay offers \(offered); PLAIN and LOGIN are understood here")
      }
      return Trouble.refused(.authenticate, refusal)
    case CURLE_OPERATION_TIMEDOUT:
      return Trouble(stage, .temporary, "\(text): the relay was silent (step: \(stage))")
    default:
      return refusal.map { Trouble.refused(stage, $0) } ?? Trouble(stage, .temporary, "\(text) (step: \(stage))")
    }
  }
}
