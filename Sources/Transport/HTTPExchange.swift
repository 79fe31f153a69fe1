internal import CLibcurl
internal import Glibc
internal import SerialThread

/// One request and what comes of it. libcurl calls it while it goes on.
final class HTTPExchange {
  let request: HTTPRequest
  private let options: HTTPOptions
  private let transcript: (@Sendable (Step) -> Void)?
  private let begins: () throws -> Void
  private(set) var progress: HTTPProgress
  private(set) var stage = Trouble.Stage.resolve
  private var hasBegun = false
  /// Why the first byte was not to be written.
  private(set) var objection: (any Error)?
  private(set) var refusedAddress: HTTPPeerAddress?

  /// - Parameter begins: called immediately before the first byte of the request is written; an error keeps it from being written.
  init(_ request: HTTPRequest, _ options: HTTPOptions, transcript: (@Sendable (Step) -> Void)?, begins: @escaping () throws -> Void) {
    self.request = request
    self.options = options
    self.transcript = transcript
    self.begins = begins
    progress = HTTPProgress(bodySize: request.body?.count ?? 0, bodyLimit: options.bodyLimit)
  }

  func run(on curl: CurlHandle, stop: Wakeup) -> Exchange {
    if let defect = request.defect { return .unsendable(defect) }
    let headers = headerList()
    defer { curl_slist_free_all(headers) }
    envoi_curl_set_pointer(curl.easy, CURLOPT_HTTPHEADER, headers)
    envoi_curl_set_string(curl.easy, CURLOPT_URL, request.url)
    setBody(curl.easy)
    envoi_curl_set_string(curl.easy, CURLOPT_CUSTOMREQUEST, request.method)
    listen(to: curl.easy)
    let code = curl.perform(stop: stop)
    // The listener ends here, the handle goes on.
    envoi_curl_set_long(curl.easy, CURLOPT_VERBOSE, 0)
    if progress.isAnswered, !progress.body.isEmpty { transcript?(.body(String(decoding: progress.body.prefix(1024), as: UTF8.self))) }
    return outcome(code, curl)
  }

  private func outcome(_ code: CURLcode?, _ curl: CurlHandle) -> Exchange {
    // A server can refuse before it has all of a request; it cannot accept then.
    if progress.isAnswered, progress.isSent || progress.status >= 300 { return .answered(progress.response(isBroken: code != CURLE_OK)) }
    if let objection { return .notSent(Trouble(.transaction, .stopped, "stopped before the request: \(objection)")) }
    guard let code else {
      return progress.isSent ? .inDoubt("stopped on request before \(request.origin) answered") : .notSent(.stopped)
    }
    if progress.isSent {
      // This one stands for the second try that was not to be.
      let reason = code == CURLE_ABORTED_BY_CALLBACK ? "the connection was closed" : curl.describe(code)
      return .inDoubt("no answer from \(request.origin): \(reason)")
    }
    if !hasBegun, [CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL].contains(code) {
      return .unsendable("URL: is http or https and complete (\(curl.describe(code)))")
    }
    return .notSent(trouble(code, curl))
  }

  /// libcurl's own Expect and Content-Type are taken away.
  private func headerList() -> UnsafeMutablePointer<curl_slist>? {
    var list = curl_slist_append(nil, "Expect:")
    if !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) { list = curl_slist_append(list, "Content-Type:") }
    for header in request.headers {
      // An empty one is written so.
      list = curl_slist_append(list, header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)")
    }
    return list
  }

  private func setBody(_ easy: UnsafeMutableRawPointer) {
    guard request.body != nil || ["POST", "PUT", "PATCH"].contains(request.method) else {
      envoi_curl_set_long(easy, CURLOPT_HTTPGET, 1)
      return
    }
    (request.body ?? []).withUnsafeBytes { bytes in
      envoi_curl_set_long(easy, CURLOPT_POSTFIELDSIZE, bytes.count)
      // A null pointer would have it read standard input.
      if bytes.isEmpty {
        envoi_curl_set_string(easy, CURLOPT_COPYPOSTFIELDS, "")
      } else {
        envoi_curl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: bytes.baseAddress))
      }
    }
  }

  // What libcurl tells, see HTTPExchange+listening.swift.

  /// A socket for the address, unless it may not be connected to.
  func socket(for address: UnsafePointer<curl_sockaddr>) -> curl_socket_t {
    stage = .connect
    let peer = HTTPPeerAddress(address)
    if !options.allowsPrivate, let peer, peer.isPrivate {
      refusedAddress = peer
      return -1
    }
    return Glibc.socket(address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
  }

  /// Immediately before the first byte. libcurl goes on to a new connection when a kept one dies before its first byte of an answer; that
  /// is for a request that was not sent as a whole.
  func mayBegin() -> Bool {
    guard !progress.isSent else { return false }
    progress.begin()
    stage = .transaction
    guard !hasBegun else { return true }
    do {
      try begins()
    } catch {
      objection = error
      return false
    }
    hasBegun = true
    tellRequest()
    return true
  }

  func wrote(header bytes: UnsafeRawBufferPointer) { progress.wrote(header: bytes) }
  func wrote(body bytes: UnsafeRawBufferPointer) { progress.wrote(body: bytes) }
  func received(body bytes: UnsafeRawBufferPointer) -> Bool { progress.received(body: bytes) }

  func received(headerLine bytes: UnsafeRawBufferPointer) -> Bool {
    if let transcript {
      let line = String(decoding: bytes, as: UTF8.self).prefix { !$0.isNewline }
      let name = line.prefix { $0 != ":" }
      if !line.isEmpty { transcript(.received(line.hasPrefix("HTTP/") ? String(line) : "\(name): ••••")) }
    }
    return progress.received(headerLine: bytes)
  }

  /// Of libcurl's words only those about the connection: others name the URL or the user.
  func noted(_ bytes: UnsafeRawBufferPointer) {
    guard let transcript else { return }
    let text = String(decoding: bytes, as: UTF8.self).drop { $0.isWhitespace || $0 == "*" }.prefix { !$0.isNewline }
    let starts = ["Trying ", "Connected to ", "SSL connection using ", "subject: ", "issuer: ", "expire date: ", "Connection died"]
    if starts.contains(where: text.hasPrefix) { transcript(.note(String(text))) }
  }

  private func tellRequest() {
    guard let transcript else { return }
    transcript(.sent("\(request)/••••"))
    for header in request.headers { transcript(.sent("\(header)")) }
    if let body = request.body { transcript(.sent("(\(body.count) bytes of body)")) }
  }
}
