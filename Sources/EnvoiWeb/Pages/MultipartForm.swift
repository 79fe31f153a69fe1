internal import Envoi
internal import Glibc
internal import HTTPTypes

/// The parts of a form with files, as browsers write it (RFC 7578, WHATWG HTML section 4.10.21.8).
enum MultipartForm {
  /// What a form of people has is far below.
  private static let mostParts = 200
  /// Bytes of the headers of a part.
  private static let longestHead = 8 << 10

  /// - Throws: ``Problem`` 400 for whatever is no such form.
  static func parts(_ body: [UInt8], contentType: String) throws(Problem) -> [AttachedFiles.Part] {
    guard let boundary = try parameters(contentType)["boundary"], (1...70).contains(boundary.utf8.count) else {
      throw malformed("Content-Type must say the boundary of its parts")
    }
    let opening = Array("--\(boundary)".utf8)
    let delimiter = [13, 10] + opening
    guard body.starts(with: opening) else { throw malformed("it must begin with its boundary") }
    var parts: [AttachedFiles.Part] = []
    var position = opening.count
    while !body[position...].starts(with: "--".utf8) {
      guard parts.count < mostParts else { throw malformed("it may have at most \(mostParts) parts") }
      guard body[position...].starts(with: [13, 10]) else { throw malformed("a boundary must end its line") }
      let head = position + 2
      let most = body[head...].prefix(longestHead + 4)
      guard let gap = offset(of: [13, 10, 13, 10], in: most) else { throw malformed("a part must have headers, and an end of them") }
      guard let end = offset(of: delimiter, in: body[(gap + 4)...]) else { throw malformed("its last boundary is missing") }
      parts.append(try part(head: body[head..<gap], content: body[(gap + 4)..<end]))
      position = end + delimiter.count
    }
    return parts
  }

  private static func malformed(_ why: String) -> Problem { Problem(.badRequest, "the body must be multipart/form-data: \(why)") }

  private static func part(head: ArraySlice<UInt8>, content: ArraySlice<UInt8>) throws(Problem) -> AttachedFiles.Part {
    guard let text = String(validating: head, as: UTF8.self) else { throw malformed("the headers of a part must be UTF-8") }
    var fields: [String: String] = [:]
    for line in text.split(separator: "\r\n", omittingEmptySubsequences: false) {
      let pair = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2, !pair[0].isEmpty, pair[0].utf8.allSatisfy({ 0x21...0x7e ~= $0 }) else {
        throw malformed("a header of a part must be like Name: value")
      }
      guard fields.updateValue(String(pair[1].trimmingPrefix { $0 == " " || $0 == "\t" }), forKey: pair[0].lowercased()) == nil else {
        throw malformed("a header of a part is there twice")
      }
    }
    let disposition = fields["content-disposition"] ?? ""
    guard disposition.prefix(while: { $0 != ";" }).lowercased() == "form-data", let name = try parameters(disposition)["name"] else {
      throw malformed("each part must have Content-Disposition: form-data; name=…")
    }
    return .init(name: name, fileName: try parameters(disposition)["filename"], type: fields["content-type"], content: Array(content))
  }

  /// Those behind the first semicolon: tokens, and strings in quotes, in which a quote is `%22` or `\"`, and a line end `%0D%0A`: a browser's
  /// backslash is one.
  private static func parameters(_ field: String) throws(Problem) -> [String: String] {
    var parameters: [String: String] = [:]
    var rest = field[...].drop { $0 != ";" }
    while let match = rest.prefixMatch(of: /;[ \t]*([!-:<>-~]+)=(?:"((?:\\"|[^"])*)"|([!#-:<-~]*))[ \t]*/) {
      var value = String(match.2 ?? match.3 ?? "")
      for (written, meant) in [("\\\"", "\""), ("%22", "\""), ("%0D", "\r"), ("%0A", "\n")] {
        value = value.replacing(written, with: meant)
      }
      guard parameters.updateValue(value, forKey: match.1.lowercased()) == nil else { throw malformed("a parameter is there twice") }
      rest = rest[match.range.upperBound...]
    }
    guard rest.isEmpty else { throw malformed("parameters must be like name=\"value\"") }
    return parameters
  }

  /// Where the needle is first, as an index of the bytes.
  private static func offset(of needle: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    bytes.withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress else { return nil }
      var position = 0
      while position + needle.count <= buffer.count,
        let first = memchr(start + position, Int32(needle[0]), buffer.count - needle.count - position + 1)
      {
        position = start.distance(to: UnsafeRawPointer(first))
        if memcmp(first, needle, needle.count) == 0 { return bytes.startIndex + position }
        position += 1
      }
      return nil
    }
  }
}
