/// Takes a URL's passwords out of what libpq says. Its errors quote what they cannot read, which with a `/` or `@` in a password that was not
/// percent-encoded is a piece of it, or the whole URL: so every quotation that is part of a secret, or has one inside, is replaced.
func redact(_ message: String, url: String) -> String {
  let secrets = secrets(in: url)
  var parts = message.split(separator: "\"", omittingEmptySubsequences: false).map(String.init)
  for index in stride(from: 1, to: parts.count, by: 2)
  where secrets.contains(where: { parts[index].contains($0) || $0.contains(parts[index]) }) {
    parts[index] = "***"
  }
  return parts.joined(separator: "\"")
}

/// What stands between the user's `:` and the last `@`, and the values of parameters that end in `password`.
private func secrets(in url: String) -> [String] {
  let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
  var secrets: [Substring] = []
  if let colon = rest.firstIndex(of: ":"), let at = rest.lastIndex(of: "@"), colon < at { secrets.append(rest[rest.index(after: colon)..<at]) }
  for parameter in rest.split(whereSeparator: { "?& ".contains($0) }) {
    let pair = parameter.split(separator: "=", maxSplits: 1)
    if pair.count == 2, pair[0].hasSuffix("password") { secrets.append(pair[1]) }
  }
  return secrets.filter { !$0.isEmpty }.map(String.init)
}
