/// One `{{...}}` of a mustache template, or a section from its first tag to its last.
struct TemplateTag {
  enum Kind { case variable, unescaped, section, close, comment }

  let kind: Kind
  /// `name`, `variables.city`; empty for a comment.
  let name: String
  /// Octets of the template that it takes, braces included.
  let range: Range<Int>
}
