import Support
import Testing

@testable import Transport

@Suite("HTTPS")
struct HTTPSTests {
  @Test("is spoken with whom the certificate names, and with nobody else")
  func certificates() async throws {
    let scratch = try ScratchDirectory("https")
    let certificates = try await TestCertificates(in: scratch.path)
    for name in TestCertificates.Name.allCases {
      let port = try Loopback.freePorts()
      let server = try ServerProcess(
        [
          "openssl", "s_server", "-accept", "127.0.0.1:\(port)", "-cert", certificates.certificate(name), "-key", certificates.key(name),
          "-www", "-quiet",
        ], log: scratch.file("log"))
      defer { server.stop() }
      try Loopback.waitUntilListening(port)
      for (authority, isKnown) in [(certificates.authority, true), (nil, false)] {
        var options = HTTPOptions()
        options.caFile = authority
        let list = RequestList(count: 2) { _ in HTTPRequest(method: "GET", url: "https://localhost:\(port)/geheim") }
        let trouble = await (try HTTPConnection(options)).trouble(list)
        if name == .good, isKnown {
          #expect(trouble == nil && list.names == ["200", "200"])
        } else {
          #expect(trouble?.stage == .tls && trouble?.kind == .certificate && list.begun.isEmpty && list.names == ["notSent", ""])
          #expect(trouble?.message.contains("geheim") == false && trouble?.message.contains("https://localhost:\(port)") == true)
        }
      }
    }
  }

  @Test("a port that does not speak TLS and a CA file that is none are wrong settings")
  func settings() async throws {
    // Its greeting comes where one of TLS should.
    let server = try ScriptedSMTPServer()
    let list = RequestList(to: "https://localhost:\(server.port)/")
    let trouble = await (try HTTPConnection(.impatient)).trouble(list)
    #expect(trouble?.stage == .tls && trouble?.kind == .configuration && list.names == ["notSent"])
    var options = HTTPOptions.impatient
    options.caFile = "/nowhere.pem"
    #expect(await (try HTTPConnection(options)).trouble(RequestList(to: "https://localhost:\(server.port)/"))?.kind == .configuration)
  }
}
