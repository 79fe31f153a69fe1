import Envoi
import Testing

@testable import EnvoiWeb

@Suite("Trusted proxies")
struct TrustedProxiesTests {
  private func client(_ proxies: TrustedProxies, _ peer: String, _ forwarded: String?) throws -> String {
    proxies.client(of: try #require(ClientAddress(peer)), forwarded: forwarded).description
  }

  @Test(
    "of this machine's proxies the last word is taken, and nobody else's",
    arguments: [
      ("127.0.0.1", nil, "127.0.0.1"), ("127.0.0.1", "203.0.113.7", "203.0.113.7"), ("127.9.9.9", "203.0.113.7", "203.0.113.7"),
      ("::1", "2001:DB8::0:1", "2001:db8::1"), ("::ffff:127.0.0.1", "::ffff:203.0.113.7", "203.0.113.7"),
      ("127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"), ("127.0.0.1", "203.0.113.7, 127.0.0.1, ::1", "203.0.113.7"),
      ("127.0.0.1", "", "127.0.0.1"), ("127.0.0.1", "somebody", "127.0.0.1"), ("127.0.0.1", "203.0.113.7, somebody", "127.0.0.1"),
      ("192.0.2.1", "203.0.113.7", "192.0.2.1"), ("10.0.0.1", "203.0.113.7", "10.0.0.1"), ("::2", "203.0.113.7", "::2"),
    ] as [(String, String?, String)])
  func standard(_ peer: String, _ forwarded: String?, _ expected: String) throws {
    #expect(try client(.standard, peer, forwarded) == expected)
    #expect(try client(TrustedProxies("127.0.0.0/8, ::1"), peer, forwarded) == expected)
  }

  @Test(
    "a port behind an address is no matter",
    arguments: [
      ("203.0.113.7:4711", "203.0.113.7"), ("[2001:db8::1]:4711", "2001:db8::1"), ("[2001:db8::1]", "2001:db8::1"),
      ("198.51.100.1:1, 203.0.113.7:65535,\t127.0.0.1:80 , [::1]:443", "203.0.113.7"),
      ("203.0.113.7, []:80", "127.0.0.1"), ("203.0.113.7, :80", "127.0.0.1"), ("203.0.113.7, 2001:db8::1:x", "127.0.0.1"),
      ("203.0.113.7, localhost:80", "127.0.0.1"),
    ])
  func ports(_ forwarded: String, _ expected: String) throws { #expect(try client(.standard, "127.0.0.1", forwarded) == expected) }

  @Test("over a socket it is whom the proxies that the server was given ask for, however many lines of the header say it")
  func served() async throws {
    for (proxies, headers, expected) in [
      ("127.0.0.1", [], "127.0.0.1"), ("127.0.0.1", ["X-Forwarded-For: 203.0.113.7"], "203.0.113.7"),
      ("127.0.0.1", ["X-Forwarded-For: 198.51.100.1", "X-Forwarded-For: 203.0.113.7:4711"], "203.0.113.7"),
      ("127.0.0.1, 10.0.0.0/8", ["x-forwarded-for: 198.51.100.1, 203.0.113.7", "X-Forwarded-For: 10.1.2.3"], "203.0.113.7"),
      ("10.0.0.0/8", ["X-Forwarded-For: 203.0.113.7"], "127.0.0.1"), ("none", ["X-Forwarded-For: 203.0.113.7"], "127.0.0.1"),
    ] {
      try await Door.open(proxies: TrustedProxies(proxies)) { door in
        let key = try await door.key().token
        let answer = try await door.api("PATCH", "/v1/site", key, ["Content-Type: application/json"] + headers, body: #"{"keep": "30d"}"#)
        #expect(answer.status == 200, "\(answer)")
        #expect(try await door.audited().first { $0.action == "site.set" }?.client == expected, "\(proxies): \(headers)")
      }
    }
  }

  @Test("others are believed where they are named, and with none nobody is")
  func named() throws {
    let proxies = try TrustedProxies("10.1.0.0/12,fd00::/9 , 192.0.2.1")
    for peer in ["10.0.0.1", "10.15.255.255", "fd7f::1", "192.0.2.1", "::ffff:10.0.0.1"] {
      #expect(try client(proxies, peer, "203.0.113.7") == "203.0.113.7", "\(peer)")
    }
    for peer in ["10.16.0.1", "fd80::1", "192.0.2.2", "127.0.0.1"] { #expect(try client(proxies, peer, "203.0.113.7") == peer) }
    #expect(try client(proxies, "192.0.2.1", "198.51.100.1, 203.0.113.7, 10.0.0.9, fd00::7") == "203.0.113.7")
    #expect(try client(TrustedProxies("0.0.0.0/0"), "192.0.2.2", "203.0.113.7") == "203.0.113.7")
    #expect(try client(TrustedProxies("none"), "127.0.0.1", "203.0.113.7") == "127.0.0.1")
  }

  @Test(
    "what is neither an address nor a network is refused",
    arguments: ["", ",", "localhost", "10.0.0.0/33", "fd00::/129", "10.0.0/8", "10.0.0.0/-1"])
  func wrong(_ text: String) {
    #expect(throws: InvalidInput.self) { try TrustedProxies(text) }
  }
}
