/// Takes a URL's passwords out of what libpq says. Its errors quote what they cannot read, and where a password has a `/` or `@` that is
/// not percent-encoded this is a piece of it, or the whole URL: so every quotation that shares one with a secret is replaced.
func redact(_ message: String, url: String) -> String {
  let secrets = secrets(in: url)
  var parts = message.split(separator: "\"", omittingEmptySubsequences: false)
  for index in stride(from: 1, to: parts.count, by: 2) {
    // A port that is not a number may be the password of a URL that has no host.
    let isPort = parts[index - 1].hasSuffix("invalid integer value ")
    if isPort || secrets.contains(where: { parts[index].contains($0) || $0.contains(parts[index]) }) { parts[index] = "***" }
  }
  return parts.joined(separator: "\"")
}

/// The pieces, by the characters that take a URI apart, of what stands between the user's `:` and the last `@`; and the values of
/// parameters that end in `password`.
private func secrets(in url: String) -> [Substring] {
  let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
  var secrets: [Substring] = []
  if let at = rest.lastIndex(of: "@"), let colon = rest[..<at].firstIndex(of: ":") {
    secrets = rest[colon..<at].split { ":@/?#[] ".contains($0) }
  }
  for parameter in rest.split(whereSeparator: { "?& ".contains($0) }) {
    let pair = parameter.split(separator: "=", maxSplits: 1)
    if pair.count == 2, pair[0].hasSuffix("password") { secrets.append(pair[1]) }
  }
  return secrets
}
