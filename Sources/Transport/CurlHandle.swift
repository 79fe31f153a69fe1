internal import CLibcurl
internal import SerialThread

/// A libcurl handle that never blocks beyond a signal. Either it opens one session and then carries its bytes (performing again would leak
/// the socket), or it carries one HTTP exchange after another.
final class CurlHandle {
  /// What opening ended with.
  enum Opened {
    case connected
    case failed(CURLcode)
    case stopped
  }

  /// What sending or receiving did.
  enum Moved {
    case bytes(Int)
    case wouldBlock
    case closed(String)
  }

  private static let isInitialised = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  let easy: UnsafeMutableRawPointer
  private let multi: UnsafeMutableRawPointer
  private let errors = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
  private(set) var socket: curl_socket_t = -1

  /// Nil when there is no memory for it.
  init?() {
    guard Self.isInitialised, let easy = curl_easy_init() else { return nil }
    guard let multi = curl_multi_init() else {
      curl_easy_cleanup(easy)
      return nil
    }
    self.easy = easy
    self.multi = multi
    errors[0] = 0
    envoi_curl_set_pointer(easy, CURLOPT_ERRORBUFFER, errors)
  }

  deinit {
    curl_multi_remove_handle(multi, easy)
    curl_easy_cleanup(easy)
    curl_multi_cleanup(multi)
    errors.deallocate()
  }

  /// What libcurl says about the last error, more exact than the code's own text. The next call overwrites it.
  func describe(_ code: CURLcode) -> String { errors[0] == 0 ? String(cString: curl_easy_strerror(code)) : String(cString: errors) }

  /// Goes through all that the options say; nil when `stop` was signalled before the end. The easy handle stays in the multi handle
  /// afterwards: taken out it forgets its socket.
  func perform(stop: Wakeup) -> CURLcode? {
    curl_multi_remove_handle(multi, easy)
    curl_multi_add_handle(multi, easy)
    var stopper = curl_waitfd(fd: stop.fileDescriptor, events: Int16(CURL_WAIT_POLLIN), revents: 0)
    var running: Int32 = 0
    var result = CURLE_OK
    while true {
      let status = curl_multi_perform(multi, &running)
      if envoi_curl_result(multi, &result) == 1 { return result }
      guard status == CURLM_OK, curl_multi_poll(multi, &stopper, 1, 1000, nil) == CURLM_OK else { return CURLE_OUT_OF_MEMORY }
      if stopper.revents != 0 { return nil }
    }
  }

  /// Opens the session that the options describe.
  func open(stop: Wakeup) -> Opened {
    guard var result = perform(stop: stop) else { return .stopped }
    if result == CURLE_OK { result = envoi_curl_get_socket(easy, &socket) }
    return result == CURLE_OK ? .connected : .failed(result)
  }

  /// Over TLS a send that would block has to be repeated with the same bytes at the same place.
  func send(_ bytes: UnsafeRawBufferPointer) -> Moved {
    var count = 0
    return moved(curl_easy_send(easy, bytes.baseAddress, bytes.count, &count), count)
  }

  func receive(into buffer: UnsafeMutableRawBufferPointer) -> Moved {
    var count = 0
    let code = curl_easy_recv(easy, buffer.baseAddress, buffer.count, &count)
    return code == CURLE_OK && count == 0 ? .closed("end of stream") : moved(code, count)
  }

  private func moved(_ code: CURLcode, _ count: Int) -> Moved {
    switch code {
    case CURLE_OK: .bytes(count)
    case CURLE_AGAIN: .wouldBlock
    default: .closed(describe(code))
    }
  }
}
