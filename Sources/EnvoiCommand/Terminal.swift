import Foundation

/// What goes to the screen and what goes to a pipe.
enum Terminal {
  static let isInteractive = isatty(2) == 1

  /// A message for the operator, on standard error, behind what was printed before and in place of a status.
  static func complain(_ message: String) {
    fflush(nil)
    status("")
    write("envoi: \(message)\n")
  }

  /// Replaces the line at the bottom of a terminal; nothing in a pipe.
  static func status(_ text: String) {
    guard isInteractive else { return }
    write("\r\u{1B}[K\(text)")
  }

  static func endStatus() { if isInteractive { write("\n") } }

  /// A reader that is gone (`2>&1 | head`) is no reason to stop.
  private static func write(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }

  /// `1 row`, `2 rows`.
  static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  /// `[######....] 120/200`.
  static func bar(_ done: Int, of total: Int) -> String {
    let width = 30
    let filled = total == 0 ? width : min(width, width * done / total)
    return "[\(String(repeating: "#", count: filled))\(String(repeating: ".", count: width - filled))] \(done)/\(total)"
  }

  /// Standard input whole; from a terminal a line, without showing it.
  static func readSecret(_ prompt: String) -> String? {
    guard isatty(0) == 1 else { return (try? FileHandle.standardInput.readToEnd() ?? Data()).flatMap { String(data: $0, encoding: .utf8) } }
    return getpass("\(prompt): ").map { String(cString: $0) }
  }

  /// One JSON object on a line, keys sorted.
  static func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  /// What does not fit into a column of a terminal is left out; a pipe gets it whole.
  static func cut(_ text: String, to width: Int) -> String {
    isatty(1) == 1 && text.count > width ? text.prefix(width - 1) + "…" : text
  }

  /// Columns as wide as what is in them.
  static func printTable(_ header: [String], _ rows: [[String]]) {
    let rows = rows.map { $0.map(\.visible) }
    let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
    for row in [header] + rows {
      let cells = row.enumerated().map { index, cell in
        index == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[index] - cell.count)
      }
      print(cells.joined(separator: "  "))
    }
  }
}

extension String {
  /// With what would steer a terminal or turn the direction of the text written out: `\u{1b}`.
  var visible: String {
    unicodeScalars.reduce(into: "") { text, scalar in
      let isHidden = scalar.properties.generalCategory == .control || scalar.properties.isBidiControl
      text += isHidden ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
    }
  }
}
