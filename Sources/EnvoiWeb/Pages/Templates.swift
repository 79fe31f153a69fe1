internal import Mustache

/// The pages' templates, parsed once.
struct Templates: Sendable {
  private let library: MustacheLibrary

  init() throws {
    var templates: [String: MustacheTemplate] = [:]
    for (name, text) in Resources.texts where name.hasSuffix(".mustache") {
      templates[String(name.dropLast(".mustache".count))] = try MustacheTemplate(string: text)
    }
    library = MustacheLibrary(templates: templates)
  }

  /// - Throws: ``Missing`` where there is no such template: a slip of ours.
  func render(_ name: String, _ model: Any) throws(Missing) -> String {
    guard let text = library.render(model, withTemplate: name) else { throw Missing(template: name) }
    return text
  }

  struct Missing: Error {
    let template: String
  }
}
