internal import CLibcurl

extension HTTPExchange {
  /// What it means that a request did not go out as a whole.
  func trouble(_ code: CURLcode, _ curl: CurlHandle) -> Trouble {
    let text = "\(request.origin): \(curl.describe(code))"
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST:
      return Trouble(.resolve, .temporary, "\(text): is the name right, does DNS answer?")
    case CURLE_COULDNT_CONNECT:
      if let refusedAddress {
        return Trouble(
          .connect, .configuration,
          "\(refusedAddress) is a private address: \(request.origin) is only connected to where those are allowed (--allow-private)"
        )
      }
      return Trouble(.connect, .temporary, "\(text): does the server run, does a firewall let us through?")
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR:
      return Trouble(.tls, .certificate, "\(text): renew the server's certificate, or name its host and its CA as the certificate does")
    case CURLE_SSL_CACERT_BADFILE:
      return Trouble(.tls, .configuration, "\(text): is the CA file there, readable and PEM?")
    case CURLE_SSL_CONNECT_ERROR where text.contains("wrong version number"):
      return Trouble(.tls, .configuration, "\(text): this port does not speak TLS; use http, or the port for https")
    case CURLE_SSL_CONNECT_ERROR:
      return Trouble(.tls, .temporary, "\(text): the server and we did not agree on TLS 1.2 or newer")
    default:
      let stage = stage(curl)
      return Trouble(stage, .temporary, "\(text) (step: \(stage))")
    }
  }

  /// Nothing is called between connecting and the end of TLS.
  private func stage(_ curl: CurlHandle) -> Trouble.Stage {
    var connections = 0
    envoi_curl_get_long(curl.easy, CURLINFO_NUM_CONNECTS, &connections)
    return stage == .connect && connections > 0 ? .tls : stage
  }
}
