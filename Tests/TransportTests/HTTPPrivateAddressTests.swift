import Foundation
import Support
import Testing

@testable import Transport

@Suite("Private addresses")
struct HTTPPrivateAddressTests {
  @Test(
    "are refused on the address that would be connected to, however it is written",
    arguments: [
      "127.0.0.1", "localhost", "127.1", "0x7f.1", "2130706433", "017700000001", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]",
      "[::ffff:7f00:1]", "[::]",
    ])
  func refused(host: String) async throws {
    let server = try ScriptedHTTPServer()
    var options = HTTPOptions.impatient
    options.allowsPrivate = false
    let list = RequestList(to: "http://\(host):\(server.port)/geheim")
    let trouble = await (try HTTPConnection(options)).trouble(list)
    #expect(trouble?.stage == .connect && trouble?.kind == .configuration && trouble?.message.contains("private address") == true)
    #expect(list.names == ["notSent"] && list.begun.isEmpty && server.connections == 0 && trouble?.message.contains("geheim") == false)
  }

  @Test(
    "are those that are not of the public internet",
    arguments: [
      ("0.1.2.3", true), ("1.1.1.1", false), ("9.255.255.255", false), ("10.0.0.0", true), ("11.0.0.0", false), ("100.63.255.255", false),
      ("100.64.0.1", true), ("100.127.255.255", true), ("100.128.0.0", false), ("126.9.9.9", false), ("127.9.9.9", true),
      ("128.0.0.1", false),
      ("169.253.255.255", false), ("169.254.169.254", true), ("172.15.255.255", false), ("172.16.0.0", true), ("172.31.255.255", true),
      ("172.32.0.0", false), ("192.0.0.8", true), ("192.0.1.1", false), ("192.0.2.1", true), ("192.167.255.255", false),
      ("192.168.0.1", true),
      ("198.17.255.255", false), ("198.18.0.1", true), ("198.19.255.255", true), ("198.51.100.1", true), ("203.0.113.1", true),
      ("203.0.114.1", false), ("223.255.255.255", false), ("224.0.0.1", true), ("240.0.0.1", true), ("255.255.255.255", true),
      ("::", true), ("::1", true), ("::8.8.8.8", true), ("fe80::1", true), ("fec0::1", true), ("fc00::1", true), ("fdff::1", true),
      ("ff02::1", true),
      ("2001:db8::1", true), ("3fff:fff::1", true), ("2001::1", true), ("100::1", true), ("64:ff9b:1::1", true),
      ("2606:4700:4700::1111", false), ("2001:4860:4860::8888", false), ("2a00::1", false), ("3fff:1000::1", false),
      ("::ffff:8.8.8.8", false), ("::ffff:10.0.0.1", true), ("64:ff9b::808:808", false), ("64:ff9b::c0a8:1", true),
      ("2002:808:808::1", false), ("2002:c0a8:1::1", true), ("2002:7f00:1::", true),
    ])
  func table(text: String, isPrivate: Bool) throws {
    var bytes = [UInt8](repeating: 0, count: text.contains(":") ? 16 : 4)
    try #require(inet_pton(text.contains(":") ? AF_INET6 : AF_INET, text, &bytes) == 1)
    let address = HTTPPeerAddress(bytes)
    #expect(address.isPrivate == isPrivate && address.description == text)
  }
}
