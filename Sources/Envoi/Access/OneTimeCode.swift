internal import Crypto
internal import Foundation

/// Time-based one-time codes of six digits (RFC 6238 with HMAC-SHA1 and steps of 30 s, which is what every app does).
struct OneTimeCode {
  static let stepSeconds = 30

  let secret: [UInt8]

  /// RFC 4226 section 5.3.
  func code(step: Int) -> String {
    let counter = withUnsafeBytes(of: UInt64(step).bigEndian) { Array($0) }
    let hash = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
    let offset = Int(hash[19] & 15)
    let number = hash[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7fff_ffff
    let digits = String(number % 1_000_000)
    return String(repeating: "0", count: 6 - digits.count) + digits
  }

  /// The step of which it is the code: this one, or the one before or after it, for clocks are not the same and people slow.
  ///
  /// - Returns: nil where it is none of them.
  func step(of code: String, now: Int) -> Int? {
    let given = code.filter { !$0.isWhitespace }
    return (now - 1...now + 1).reduce(nil) { found, step in self.code(step: step).utf8.equalsInConstantTime(given.utf8) ? step : found }
  }
}
