internal import Foundation

extension Callback {
  /// X-Twilio-Signature (twilio.com/docs/usage/security): HMAC-SHA1 of the URL and the form's sorted names and values; of a JSON body the
  /// URL has the hash. Twilio is not at one with itself whether the port is in the URL: both are right.
  func twilioSignatures(_ key: String) -> [String] {
    var signed = ""
    if let hash = query.first(where: { $0.name == "bodySHA256" })?.value {
      guard hash == HashAlgorithm.sha256(body).hex else { return [] }
    } else {
      for (name, fields) in Dictionary(grouping: form, by: \.name).sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
        for value in Set(fields.map(\.value)).sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) { signed += name + value }
      }
    }
    return [url, urlWithOtherPort].map { Data(HashAlgorithm.sha1.hmac(Array(($0 + signed).utf8), key: key)).base64EncodedString() }
  }

  /// Without the port where it has one, else with the scheme's own.
  private var urlWithOtherPort: String {
    guard let scheme = url.firstRange(of: "://") else { return url }
    let authority = url[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" }
    let host = authority.prefix(upTo: authority.lastIndex(of: ":") ?? authority.endIndex)
    let other = host.count < authority.count ? host : authority + (url.hasPrefix("https") ? ":443" : ":80")
    return "\(url[..<scheme.upperBound])\(other)\(url[authority.endIndex...])"
  }

  /// All that a callback of Vonage says, by query, form or JSON.
  func fieldsForVonage() throws(CallbackRefusal) -> [FormField] {
    let object = try json() as? [String: Any] ?? [:]
    return query + form + object.compactMap { name, value in JSONScalar.text(value).map { FormField(name: name, value: $0) } }
  }

  /// `sig` (developer.vonage.com, "Signing messages"): the sorted fields but itself, `&` and `=` in values as `_`.
  static func vonageSignature(_ fields: [FormField], _ key: String, _ algorithm: HashAlgorithm?) -> String {
    var signed = ""
    for field in fields.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) where field.name != "sig" {
      signed += "&\(field.name)=\(field.value.replacing("&", with: "_").replacing("=", with: "_"))"
    }
    guard let algorithm else { return HashAlgorithm.md5(Array((signed + key).utf8)).hex }
    return algorithm.hmac(Array(signed.utf8), key: key).hex
  }

  /// What X-Plivo-Signature-V3 signs, after Plivo's own libraries: the URL with its query sorted, the form's sorted names and values, the nonce.
  func plivoV3(_ nonce: String) -> String {
    let query = Self.sorted(query).map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    let form = Self.sorted(form).map { $0.name + $0.value }.joined()
    let mark = query.isEmpty && form.isEmpty ? "" : "?"
    return "\(urlWithoutQuery)\(mark)\(query)\(query.isEmpty || form.isEmpty ? "" : ".")\(form).\(nonce)"
  }

  private static func sorted(_ fields: [FormField]) -> [FormField] {
    fields.sorted { one, other in
      one.name == other.name
        ? one.value.utf8.lexicographicallyPrecedes(other.value.utf8) : one.name.utf8.lexicographicallyPrecedes(other.name.utf8)
    }
  }
}
