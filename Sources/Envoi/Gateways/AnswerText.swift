/// What a gateway said, fit for a listing.
enum AnswerText {
  /// One short line; what is no printable character is a blank, secrets are dots.
  static func line(_ text: String, hiding secrets: [String]) -> String {
    // Cut late enough that no secret is cut in two.
    var text = String(text.prefix(2000))
    for secret in secrets where text.contains(secret) { text = text.replacing(secret, with: "••••") }
    var line = ""
    var length = 0
    for scalar in text.unicodeScalars {
      guard length < 200 else { return line + "…" }
      if scalar.properties.isWhitespace || unprintable.contains(scalar.properties.generalCategory) {
        if line.last != " ", !line.isEmpty { line.append(" ") }
      } else {
        line.unicodeScalars.append(scalar)
        length += 1
      }
    }
    if line.last == " " { line.removeLast() }
    return line
  }

  private static let unprintable: Set<Unicode.GeneralCategory> = [.control, .format, .unassigned, .privateUse, .surrogate]
}
