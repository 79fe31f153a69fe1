import Testing

@testable import Envoi

@Suite("The public URL")
struct PublicURLTests {
  @Test(
    "it is taken with or without port and path",
    arguments: [
      ("https://mail.example.org", "https://mail.example.org"), ("HTTPS://mail.example.org/", "https://mail.example.org"),
      ("http://127.0.0.1:8080", "http://127.0.0.1:8080"), ("https://[::1]:8443/envoi/", "https://[::1]:8443/envoi"),
    ])
  func taken(_ text: String, _ url: String) throws {
    let parsed = try PublicURL(text)
    #expect(parsed.description == url)
    #expect(parsed.receipts(transport: 3, token: "1.1.ab") == "\(url)/receipts/3/1.1.ab")
    #expect(parsed.incoming(transport: 3, token: "ab") == "\(url)/incoming/3/ab")
  }

  @Test(
    "what is no address of a server is refused",
    arguments: [
      "", "mail.example.org", "ftp://example.org", "https://", "https://u:p@example.org", "https://example.org?x=1",
      "https://example.org#x",
      "https://example.org:0", "https://example.org/a b", "https://example.org/:a", "https://example.org/*",
    ])
  func refused(_ text: String) {
    let error = #expect(throws: InvalidInput.self) { try PublicURL(text) }
    #expect(error?.field == "ENVOI_PUBLIC_URL")
  }

  @Test("what the outside asked for is known, whether a proxy takes the path away or not")
  func target() throws {
    let url = try PublicURL("https://example.org/envoi")
    #expect(url.url(of: "/receipts/1/a?b=c%20d") == "https://example.org/envoi/receipts/1/a?b=c%20d")
    #expect(url.url(of: "/envoi/receipts/1/a?b") == "https://example.org/envoi/receipts/1/a?b")
    #expect(try PublicURL("https://example.org").url(of: "/receipts/1/a") == "https://example.org/receipts/1/a")
  }
}
