internal import CLibcurl

/// A request as it goes out. URL, headers and body may hold secrets and do not print.
public struct HTTPRequest: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
  /// GET, POST, PUT, PATCH or DELETE; another one is unsendable.
  public var method: String
  /// `http` or `https`, percent-encoded where RFC 3986 asks for it. A user name and a password in it become basic authentication.
  public var url: String
  /// Sent as they are. Without a Content-Type here none is sent.
  public var headers: [HTTPHeader]
  /// Sent with its Content-Length; nil where there is none.
  public var body: [UInt8]?

  public init(method: String, url: String, headers: [HTTPHeader] = [], body: [UInt8]? = nil) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
  }

  /// `POST https://gateway.example.org:443`.
  public var description: String { "\(method) \(origin)" }
  public var customMirror: Mirror { Mirror(self, children: []) }

  /// Scheme, host and port, as libcurl reads them; never what stands around them.
  var origin: String {
    guard let parts = curl_url() else { return "" }
    defer { curl_url_cleanup(parts) }
    guard curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK else { return "(not a URL)" }
    func part(_ part: CURLUPart) -> String {
      var text: UnsafeMutablePointer<CChar>?
      guard curl_url_get(parts, part, &text, UInt32(CURLU_DEFAULT_PORT)) == CURLUE_OK, let text else { return "" }
      defer { curl_free(text) }
      return String(cString: text)
    }
    return "\(part(CURLUPART_SCHEME))://\(part(CURLUPART_HOST)):\(part(CURLUPART_PORT))"
  }

  /// Why it cannot be sent, where libcurl would send something else.
  var defect: String? {
    guard ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(method) else {
      return "method: is GET, POST, PUT, PATCH or DELETE; got '\(method)'"
    }
    return url.utf8.contains(0) ? "URL: has a NUL character" : nil
  }
}
