internal import CLibcurl
internal import Glibc

extension CurlHandle {
  /// A handle for HTTP exchanges: what is the same for all of them. Redirects are not followed and there are no cookies: libcurl's default.
  static func http(_ options: HTTPOptions) -> CurlHandle? {
    guard let handle = CurlHandle() else { return nil }
    let easy = handle.easy
    let numbers: [(CURLoption, Int)] = [
      (CURLOPT_NOSIGNAL, 1), (CURLOPT_TCP_KEEPALIVE, 1),
      // A name that is still being resolved must not hold up the end.
      (CURLOPT_QUICK_EXIT, 1),
      (CURLOPT_TIMEOUT_MS, max(1, Int(options.timeout / .milliseconds(1)))),
      (CURLOPT_CONNECTTIMEOUT_MS, max(1, Int(options.connectTimeout / .milliseconds(1)))),
      (CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1),
      (CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2),
      // Seconds. Servers close idle connections after 5 and more, and what is written at that moment is in doubt.
      (CURLOPT_MAXAGE_CONN, 3),
    ]
    for (option, value) in numbers { envoi_curl_set_long(easy, option, value) }
    envoi_curl_set_string(easy, CURLOPT_PROTOCOLS_STR, "http,https")
    // Not through a proxy that the environment may name.
    envoi_curl_set_string(easy, CURLOPT_PROXY, "")
    envoi_curl_set_string(easy, CURLOPT_USERAGENT, "Envoi")
    if let caFile = options.caFile { envoi_curl_set_string(easy, CURLOPT_CAINFO, caFile) }
    return handle
  }

  /// The server has said something that nobody asked for, or has closed. libcurl would take a kept connection for alive as long as there is
  /// something to read (a TLS server's goodbye, a 408 for an idle client), and that for the answer to the next request.
  var hasUnaskedInput: Bool {
    var socket: curl_socket_t = -1
    guard envoi_curl_get_socket(easy, &socket) == CURLE_OK, socket >= 0 else { return false }
    var state = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    return poll(&state, 1, 0) != 0
  }
}
