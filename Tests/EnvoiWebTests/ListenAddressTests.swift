import Envoi
import Testing

@testable import EnvoiWeb

@Suite("Where to listen")
struct ListenAddressTests {
  @Test(
    "an address and a port",
    arguments: [("127.0.0.1:8080", "127.0.0.1", 8080), ("[::1]:0", "::1", 0), ("localhost:65535", "localhost", 65535)])
  func taken(_ text: String, _ host: String, _ port: Int) throws {
    let address = try ListenAddress(text)
    #expect((address.host, address.port) == (host, port) && address.description == text)
  }

  @Test(
    "anything else is refused",
    arguments: ["", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "::1:8080", "a:65536", "a:-1", "http://a:1", "a b:1"])
  func refused(_ text: String) {
    #expect(throws: InvalidInput.self) { try ListenAddress(text) }
  }
}
