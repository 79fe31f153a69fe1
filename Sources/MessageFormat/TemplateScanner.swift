internal import Glibc

/// Finds the tags of a mustache template and refuses what Envoi does not offer.
///
/// swift-mustache keeps its parsed template to itself, takes transforms, pragmas and partials, recurses without limit and quietly drops
/// a tag that begins with a line break. So templates are read here first; what passes is what swift-mustache understands the same way.
struct TemplateScanner {
  /// Variables, whole sections and comments that stand outside of any section, in order.
  private(set) var topLevel: [TemplateTag] = []
  /// What sections are about, at any depth.
  private(set) var sectionNames: Set<String> = []
  private let source: [UInt8]
  private let field: String

  /// `field` names the template in errors.
  init(_ source: [UInt8], field: String) throws(MessageError) {
    self.source = source
    self.field = field
    var open: [TemplateTag] = []
    var position = 0
    while let start = firstIndex(of: "{{", from: position) {
      let tag = try tag(at: start)
      position = tag.range.upperBound
      // Inside a section a name may belong to what the section is about.
      if open.isEmpty, tag.kind != .close, tag.kind != .comment, VariableName(tag.name) == nil {
        throw error("{{\(tag.name)}} is not known: there are {{name}} and {{variables.…}}", at: start)
      }
      switch tag.kind {
      case .section:
        guard open.count < 16 else { throw error("sections are nested more than 16 deep", at: start) }
        open.append(tag)
        sectionNames.insert(tag.name)
      case .close:
        guard let opening = open.popLast() else { throw error("{{/\(tag.name)}} closes nothing", at: start) }
        guard opening.name == tag.name else { throw error("{{/\(tag.name)}} stands where {{/\(opening.name)}} should", at: start) }
        // swift-mustache takes quadratic time for a section with many braces.
        guard position - opening.range.lowerBound <= 65_536 else { throw error("the section closed here is longer than 64 kB", at: start) }
        if open.isEmpty { topLevel.append(TemplateTag(kind: .section, name: tag.name, range: opening.range.lowerBound..<position)) }
      case .variable, .unescaped, .comment:
        if open.isEmpty { topLevel.append(tag) }
      }
    }
    if let last = open.last { throw error("{{#\(last.name)}} is never closed", at: last.range.lowerBound) }
  }

  private func tag(at start: Int) throws(MessageError) -> TemplateTag {
    let sigil = start + 2 < source.count ? source[start + 2] : 0
    let kind: TemplateTag.Kind
    switch sigil {
    case UInt8(ascii: "#"), UInt8(ascii: "^"): kind = .section
    case UInt8(ascii: "/"): kind = .close
    case UInt8(ascii: "!"): kind = .comment
    case UInt8(ascii: "&"), UInt8(ascii: "{"): kind = .unescaped
    case UInt8(ascii: ">"), UInt8(ascii: "<"), UInt8(ascii: "$"): throw error("partials are not available", at: start)
    case UInt8(ascii: "="): throw error("other delimiters than {{ }} are not available", at: start)
    case UInt8(ascii: "%"): throw error("pragmas are not available", at: start)
    default: kind = .variable
    }
    let end: StaticString = sigil == UInt8(ascii: "{") ? "}}}" : "}}"
    guard let stop = firstIndex(of: end, from: start + 2) else { throw error("a tag has no \(end)", at: start) }
    let range = start..<stop + end.utf8CodeUnitCount
    guard kind != .comment else { return TemplateTag(kind: kind, name: "", range: range) }
    let name = String(decoding: source[(kind == .variable ? start + 2 : start + 3)..<stop], as: UTF8.self).trimmingBlanks
    guard !name.isEmpty, name.utf8.allSatisfy({ $0.isAlphanumeric || ".-_".utf8.contains($0) }) else {
      throw error("\("{{\(name)}}".debugDescription) is no name: use letters, digits, dots, hyphens and underscores", at: start)
    }
    return TemplateTag(kind: kind, name: name, range: range)
  }

  private func firstIndex(of text: StaticString, from start: Int) -> Int? {
    source.withUnsafeBytes { source in
      text.withUTF8Buffer { text in
        var index = start
        // memchr looks for the first brace; the rest is compared where there is one.
        while index + text.count <= source.count, let base = source.baseAddress,
          let found = memchr(base + index, Int32(text[0]), source.count - index)
        {
          index = base.distance(to: UnsafeRawPointer(found))
          if source[index...].starts(with: text) { return index }
          index += 1
        }
        return nil
      }
    }
  }

  private func error(_ problem: String, at offset: Int) -> MessageError {
    let line = source[..<offset].count { $0 == UInt8(ascii: "\n") } + 1
    let start = source[..<offset].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return MessageError(field, "line \(line), column \(String(decoding: source[start..<offset], as: UTF8.self).count + 1): \(problem)")
  }
}
