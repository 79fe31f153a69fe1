internal import CLibcurl

extension HTTPExchange {
  /// Has libcurl call this exchange, until it is made silent again.
  func listen(to easy: UnsafeMutableRawPointer) {
    let context = Unmanaged.passUnretained(self).toOpaque()
    envoi_curl_set_open_socket(easy, openingSocket, context)
    envoi_curl_set_prerequest(easy, beginning, context)
    envoi_curl_set_header_line(easy, receivingHeader, context)
    envoi_curl_set_write(easy, receivingBody, context)
    // The only one that tells exactly what the system has taken of a request.
    envoi_curl_set_debug(easy, hearing, context)
    envoi_curl_set_long(easy, CURLOPT_VERBOSE, 1)
  }

  fileprivate static func from(_ context: UnsafeMutableRawPointer) -> HTTPExchange {
    Unmanaged<HTTPExchange>.fromOpaque(context).takeUnretainedValue()
  }
}

// A closure literal would carry its context's isolation into C; a function does not.

private func openingSocket(
  _ context: UnsafeMutableRawPointer?, _: curlsocktype, _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
  guard let context, let address else { return -1 }
  return HTTPExchange.from(context).socket(for: address)
}

private func beginning(
  _ context: UnsafeMutableRawPointer?, _: UnsafeMutablePointer<CChar>?, _: UnsafeMutablePointer<CChar>?, _: Int32, _: Int32
) -> Int32 {
  guard let context else { return CURL_PREREQFUNC_ABORT }
  return HTTPExchange.from(context).mayBegin() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}

private func receivingHeader(_ data: UnsafeMutablePointer<CChar>?, _: Int, size: Int, _ context: UnsafeMutableRawPointer?) -> Int {
  guard let context else { return 0 }
  return HTTPExchange.from(context).received(headerLine: UnsafeRawBufferPointer(start: data, count: size)) ? size : 0
}

private func receivingBody(_ data: UnsafeMutablePointer<CChar>?, _: Int, size: Int, _ context: UnsafeMutableRawPointer?) -> Int {
  guard let context else { return 0 }
  return HTTPExchange.from(context).received(body: UnsafeRawBufferPointer(start: data, count: size)) ? size : 0
}

private func hearing(
  _: UnsafeMutableRawPointer?, kind: curl_infotype, data: UnsafeMutablePointer<CChar>?, size: Int, context: UnsafeMutableRawPointer?
) -> Int32 {
  guard let context else { return 0 }
  let bytes = UnsafeRawBufferPointer(start: data, count: size)
  switch kind {
  case CURLINFO_HEADER_OUT: HTTPExchange.from(context).wrote(header: bytes)
  case CURLINFO_DATA_OUT: HTTPExchange.from(context).wrote(body: bytes)
  case CURLINFO_TEXT: HTTPExchange.from(context).noted(bytes)
  default: break
  }
  return 0
}
