internal import Crypto
internal import Foundation

extension Resources {
  static let stylePath = path("envoi", "css")
  static let scriptPath = path("envoi", "js")

  private static func path(_ name: String, _ kind: String) -> String {
    let digest = SHA256.hash(data: Data((texts["\(name).\(kind)"] ?? "").utf8)).prefix(6)
    return "/assets/\(name)-\(digest.map { String(format: "%02x", $0) }.joined()).\(kind)"
  }
}
