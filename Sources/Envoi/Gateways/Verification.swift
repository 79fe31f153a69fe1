internal import Foundation

/// How a callback proves that it is the gateway's, with the keys.
enum Verification: Sendable {
  /// What the header Authorization must be.
  case authorization(String)
  case twilio(key: String)
  /// nil: MD5 of the fields and the key; else an HMAC.
  case vonage(key: String, HashAlgorithm?)
  case plivo(key: String)
  case hmac(key: String, HMACHeader)

  func check(_ callback: Callback) throws(CallbackRefusal) {
    switch self {
    case .authorization(let expected): try Self.demand([expected], callback["Authorization"], "Authorization")
    case .twilio(let key): try Self.demand(callback.twilioSignatures(key), callback["X-Twilio-Signature"], "X-Twilio-Signature")
    case .vonage(let key, let algorithm):
      let fields = try callback.fieldsForVonage()
      try Self.demand([Callback.vonageSignature(fields, key, algorithm)], fields.first { $0.name == "sig" }?.value.lowercased(), "sig")
    case .plivo(let key): try checkPlivo(callback, key)
    case .hmac(let key, let header):
      let code = header.algorithm.hmac(callback.body, key: key)
      let text = header.encoding == .hex ? code.hex : Data(code).base64EncodedString()
      let given = header.encoding == .hex ? callback[header.name]?.lowercased() : callback[header.name]
      try Self.demand([header.prefix + text], given, header.name)
    }
  }

  /// V3 covers the body too; V2, of older accounts, the URL alone. `Ma` is signed with the main account's token.
  private func checkPlivo(_ callback: Callback, _ key: String) throws(CallbackRefusal) {
    for version in ["V3", "V2"] {
      guard let nonce = callback["X-Plivo-Signature-\(version)-Nonce"] else { continue }
      let names = ["X-Plivo-Signature-\(version)", "X-Plivo-Signature-Ma-\(version)"]
      let given = names.compactMap { callback[$0] }.joined(separator: ",")
      let signed = version == "V3" ? callback.plivoV3(nonce) : callback.urlWithoutQuery + nonce
      let expected = Data(HashAlgorithm.sha256.hmac(Array(signed.utf8), key: key)).base64EncodedString()
      return try Self.demand([expected], given, names[0])
    }
    throw .forged("the callback has no X-Plivo-Signature-V3 and no X-Plivo-Signature-V2")
  }

  /// - Parameter given: one or, with commas between, several.
  private static func demand(_ expected: [String], _ given: String?, _ name: String) throws(CallbackRefusal) {
    guard let given, !given.isEmpty else { throw .forged("the callback has no \(name)") }
    let all = [given] + given.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    // Every pair is compared, whichever is right.
    let isRight = expected.reduce(false) { right, expected in all.reduce(right) { $1.utf8.equalsInConstantTime(expected.utf8) || $0 } }
    guard isRight else { throw .forged("the callback's \(name) is wrong") }
  }
}
