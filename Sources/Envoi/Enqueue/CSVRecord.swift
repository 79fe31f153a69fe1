/// Comma-separated values (RFC 4180) on bytes: a file of a million recipients is split in a second. Line ends may be LF; the separator
/// may be a semicolon or a tab, as spreadsheets write them where the comma is the decimal sign.
struct CSVRecord {
  /// Splits the record that begins at `start`.
  ///
  /// - Parameters:
  ///   - fields: filled with the fields.
  ///   - defect: what is wrong with them; nil when nothing is.
  /// - Returns: where the next record begins; nil when the record is not complete (an open quote at the end).
  static func split(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, separator: UInt8, into fields: inout [String], defect: inout String?
  ) -> Int? {
    fields.removeAll(keepingCapacity: true)
    defect = nil
    func append(_ bytes: some Sequence<UInt8>) {
      let text = String(validating: bytes, as: UTF8.self)
      if text == nil { defect = "must be UTF-8" }
      fields.append(text ?? "")
    }
    var position = start
    while true {
      if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
        var content: [UInt8] = []
        position += 1
        while true {
          guard position < bytes.count else { return nil }
          if bytes[position] == UInt8(ascii: "\"") {
            guard position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "\"") else { break }
            position += 1
          }
          content.append(bytes[position])
          position += 1
        }
        position += 1
        append(content)
        while position < bytes.count, bytes[position] != separator, bytes[position] != UInt8(ascii: "\n") {
          if bytes[position] != UInt8(ascii: "\r") { defect = "must have nothing between a closing quote and the separator" }
          position += 1
        }
      } else {
        let begin = position
        while position < bytes.count, bytes[position] != separator, bytes[position] != UInt8(ascii: "\n") { position += 1 }
        let atLineEnd = position == bytes.count || bytes[position] == UInt8(ascii: "\n")
        let end = atLineEnd && position > begin && bytes[position - 1] == UInt8(ascii: "\r") ? position - 1 : position
        append(UnsafeBufferPointer(rebasing: bytes[begin..<end]))
      }
      if position >= bytes.count { return bytes.count }
      position += 1
      if bytes[position - 1] == UInt8(ascii: "\n") { return position }
    }
  }
}
