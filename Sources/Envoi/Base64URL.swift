internal import Crypto
internal import Foundation

extension [UInt8] {
  /// So many bytes of the system's generator.
  static func random(_ count: Int) -> [UInt8] { SymmetricKey(size: SymmetricKeySize(bitCount: count * 8)).withUnsafeBytes { Array($0) } }

  /// Base64 that may stand in a URL (RFC 4648 section 5), without padding.
  public var base64URL: String {
    Data(self).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  /// - Returns: nil where it is none.
  init?(base64URL text: String) {
    let padded = text.replacing("-", with: "+").replacing("_", with: "/") + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    guard let data = Data(base64Encoded: padded) else { return nil }
    self.init(data)
  }
}
