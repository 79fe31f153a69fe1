internal import Glibc

/// What a gateway said, fit for a listing.
enum AnswerText {
  /// One short line without secrets.
  /// - Parameter secrets: each as `printable` has it.
  static func line(_ text: String, hiding secrets: [String] = []) -> String {
    // Cut so late that no secret at the line's end is cut in two.
    let line = hiding(secrets, in: printable(text, limit: 2000))
    return line.utf8.count > 200 && line.unicodeScalars.count > 200 ? String(line.unicodeScalars.prefix(200)) + "…" : line
  }

  /// - Parameter text: without NUL; `contains` would take a hundred times as long.
  static func hiding(_ secrets: [String], in text: String) -> String {
    secrets.reduce(text) { strstr($0, $1) == nil ? $0 : $0.replacing($1, with: "••••") }
  }

  /// What is no printable character is a blank; never two in a row.
  static func printable(_ text: String, limit: Int = .max) -> String {
    var line: [UInt8] = []
    for scalar in text.unicodeScalars.prefix(limit) {
      if isPrintable(scalar) {
        line += scalar.utf8
      } else if !line.isEmpty, line.last != UInt8(ascii: " ") {
        line.append(UInt8(ascii: " "))
      }
    }
    if line.last == UInt8(ascii: " ") { line.removeLast() }
    return String(decoding: line, as: UTF8.self)
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value > 0x20 && scalar.value < 0x7F }
    return switch scalar.properties.generalCategory {
    case .control, .format, .unassigned, .privateUse, .surrogate, .spaceSeparator, .lineSeparator, .paragraphSeparator: false
    default: true
    }
  }
}
