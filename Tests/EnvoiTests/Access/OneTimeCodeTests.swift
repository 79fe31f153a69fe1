import Testing

@testable import Envoi

@Suite("One-time codes")
struct OneTimeCodeTests {
  private static let codes = OneTimeCode(secret: Array("12345678901234567890".utf8))

  @Test(
    "they are those of RFC 6238 appendix B, their last six digits",
    arguments: [
      (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"), (2_000_000_000, "69279037"),
      (20_000_000_000, "65353130"),
    ])
  func vectors(_ time: Int, _ code: String) {
    #expect(Self.codes.code(step: time / OneTimeCode.stepSeconds) == code.suffix(6))
  }

  @Test("a code counts one step before and after its time, and with blanks in it")
  func steps() {
    let code = Self.codes.code(step: 1000)
    for now in 999...1001 { #expect(Self.codes.step(of: code, now: now) == 1000) }
    for now in [998, 1002] { #expect(Self.codes.step(of: code, now: now) == nil) }
    #expect(Self.codes.step(of: " \(code.prefix(3)) \(code.suffix(3))", now: 1000) == 1000)
    for wrong in ["", "0", code + "0", String(code.dropFirst())] { #expect(Self.codes.step(of: wrong, now: 1000) == nil) }
  }

  @Test(
    "base32 is RFC 4648's",
    arguments: [
      ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI"),
    ])
  func base32(_ text: String, _ encoded: String) {
    #expect(Array(text.utf8).base32 == encoded)
    #expect([UInt8](base32: encoded.lowercased()) == Array(text.utf8))
  }

  @Test("what is no base32 is none", arguments: ["0", "MZ1W", "MZ-W", "é", "MZXW6==="])
  func malformed(_ text: String) { #expect([UInt8](base32: text) == nil) }
}
