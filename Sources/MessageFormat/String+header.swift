/// Octets that a subject or a name may have: what fits in a line of RFC 5322 section 2.1.1, so that headers stay small (receivers limit them).
let longestHeaderText = 998

extension String {
  /// RFC 5322 section 3.2.4 quoted-string.
  var quoted: String {
    var quoted = "\""
    for scalar in unicodeScalars {
      if scalar == "\"" || scalar == "\\" { quoted.unicodeScalars.append("\\") }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }

  /// Without spaces at both ends; other white space stays, to be refused.
  var trimmingBlanks: String {
    guard utf8.first == UInt8(ascii: " ") || utf8.last == UInt8(ascii: " ") else { return self }
    let start = utf8.firstIndex { $0 != UInt8(ascii: " ") } ?? endIndex
    let end = utf8.lastIndex { $0 != UInt8(ascii: " ") }.map { utf8.index(after: $0) } ?? start
    return String(self[start..<end])
  }
}
