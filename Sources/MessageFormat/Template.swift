import Mustache

/// A mustache template, parsed once: text, variables, and sections that swift-mustache renders.
///
/// Variables are put in here, since that is most of what mails do and costs a tenth; and plain text is kept away from swift-mustache,
/// whose parser takes quadratic time over text with braces (0.7 s for 200 kB of CSS).
struct Template: Sendable {
  enum Segment: Sendable {
    case text(String)
    case variable(VariableName, escaped: Bool)
    case section(MustacheTemplate)
  }

  enum Format: String, Sendable { case plain, html }

  /// Names that must have a value: those outside of sections, unless a section on the same name says what to do without.
  let required: Set<VariableName>
  let format: Format
  private let segments: [Segment]

  /// What is said as it is: a tag is only text.
  init(literal text: String, format: Format) {
    self.format = format
    required = []
    let lines = text.utf8.contains(UInt8(ascii: "\r")) ? text.withLineFeeds : text
    segments = lines.isEmpty ? [] : [.text(lines)]
  }

  /// `field` names the template in errors.
  init(_ text: String, field: String, format: Format) throws(MessageError) {
    let source = Array(text.withLineFeeds.utf8)
    let tags = try TemplateScanner(source, field: field)
    self.format = format
    var segments: [Segment] = []
    var required: Set<VariableName> = []
    var done = 0
    func appendText(until end: Int) {
      if end > done { segments.append(.text(String(decoding: source[done..<end], as: UTF8.self))) }
    }
    for tag in tags.topLevel {
      switch tag.kind {
      case .variable, .unescaped:
        appendText(until: tag.range.lowerBound)
        done = tag.range.upperBound
        guard let name = VariableName(tag.name) else { continue }
        segments.append(.variable(name, escaped: tag.kind == .variable))
        if !tags.sectionNames.contains(tag.name) { required.insert(name) }
      case .section, .close, .comment:
        let (range, mustache) = Self.section(tag.range, of: source, after: done, format: format)
        appendText(until: range.lowerBound)
        done = range.upperBound
        do {
          segments.append(.section(try MustacheTemplate(string: mustache)))
        } catch {
          throw MessageError(field, "swift-mustache cannot read the section {{#\(tag.name)}}: \(error)")
        }
      }
    }
    appendText(until: source.count)
    self.segments = segments
    self.required = required
  }

  /// A section with what belongs to its lines, and the same as a template of its own.
  ///
  /// A mustache tag alone on its line takes the line with it, so blanks before the section and the line end after it go along. Where there
  /// is something else on the line, a tag that renders to nothing stands for it: the pragma before, a comment after.
  private static func section(_ tag: Range<Int>, of source: [UInt8], after done: Int, format: Format) -> (Range<Int>, String) {
    let pragma = format == .html ? "{{% CONTENT_TYPE:HTML}}" : "{{% CONTENT_TYPE:TEXT}}"
    let lineStart = source[done..<tag.lowerBound].lastIndex { !$0.isBlank }.map { $0 + 1 } ?? done
    let startsLine = lineStart == 0 || source[lineStart - 1] == UInt8(ascii: "\n")
    let start = startsLine ? lineStart : tag.lowerBound
    let after = source[tag.upperBound...].firstIndex { !$0.isBlank }
    let endsLine = after.map { source[$0] == UInt8(ascii: "\n") } ?? true
    let end = endsLine ? after.map { $0 + 1 } ?? source.endIndex : tag.upperBound
    let section = String(decoding: source[start..<end], as: UTF8.self)
    return (start..<end, pragma + (startsLine ? "\n" : "") + section + (endsLine ? "" : "{{!}}"))
  }

  /// The text of a template without tags, nil where there are some.
  var literal: String? {
    switch (segments.count, segments.first) {
    case (0, _): ""
    case (1, .text(let text)): text
    default: nil
    }
  }

  func render(_ values: TemplateValues) -> String {
    var output = ""
    lazy var dictionary = values.dictionary
    for segment in segments {
      switch segment {
      case .text(let text): output += text
      case .variable(let name, let escaped):
        let value = values.text(of: name) ?? ""
        output += escaped && format == .html ? value.escapedForHTML : value
      case .section(let template): output += template.render(dictionary)
      }
    }
    return output
  }
}
