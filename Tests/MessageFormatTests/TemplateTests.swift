import MessageFormat
import Testing

struct TemplateTests {
  private func render(_ text: String, name: String? = nil, variables: String? = nil) throws -> String {
    try #require(Fixture.message(text: text).rendered(name: name, variables: variables).text)
  }

  private func problem(_ text: String) -> String? {
    do {
      _ = try Fixture.message(text: text)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test("variables are put in, escaped in HTML and nowhere else")
  func escaping() throws {
    let message = try Fixture.message(subject: "{{name}}", text: "{{name}}", html: "{{name}} {{{name}}} {{&name}}")
    let rendered = try message.rendered(name: "<\"A&B's\">", variables: nil)
    #expect(rendered.subject == "<\"A&B's\">")
    #expect(rendered.text == "<\"A&B's\">")
    #expect(rendered.html == "&lt;&quot;A&amp;B&#39;s&quot;&gt; <\"A&B's\"> <\"A&B's\">")
    // A section goes through swift-mustache and escapes the same way.
    let section = try Fixture.message(text: "{{#name}}{{.}}{{/name}}", html: "{{#name}}{{.}}{{/name}}").rendered(
      name: "<&\"'>", variables: nil)
    #expect(section.text == "<&\"'>")
    #expect(section.html == "&lt;&amp;&quot;&#39;&gt;")
  }

  @Test(
    "values render as they were written",
    arguments: [
      ("12", "12"), ("-3", "-3"), ("0.5", "0.5"), ("1", "1"), ("0", "0"), ("true", "true"), ("false", "false"), (#""été""#, "été"),
      (#""""#, ""), ("18446744073709551615", "18446744073709551615"), (#""{{name}}""#, "{{name}}"),
    ])
  func values(json: String, text: String) throws {
    #expect(try render("[{{variables.x}}]", variables: "{\"x\": \(json)}") == "[\(text)]")
    #expect(try render("[{{#variables.o}}{{x}}{{/variables.o}}]", variables: "{\"o\": {\"x\": \(json)}}") == "[\(text)]")
    #expect(try render("[{{variables.o.x}}]", variables: "{\"o\": {\"x\": \(json)}}") == "[\(text)]")
  }

  @Test("sections show lists, objects and what to do without a value")
  func sections() throws {
    let template =
      "{{#variables.items}}\n- {{title}}: {{price}}\n{{/variables.items}}\n{{^variables.items}}\nnothing\n{{/variables.items}}\nend"
    #expect(
      try render(template, variables: #"{"items": [{"title": "A", "price": 1}, {"title": "B", "price": 2.5}]}"#) == "- A: 1\n- B: 2.5\nend")
    #expect(try render(template, variables: #"{"items": []}"#) == "nothing\nend")
    #expect(try render(template) == "nothing\nend")
    #expect(try render("Dear {{#name}}{{name}}{{/name}}{{^name}}friend{{/name}}!") == "Dear friend!")
    #expect(try render("Dear {{#name}}{{name}}{{/name}}{{^name}}friend{{/name}}!", name: "Ann") == "Dear Ann!")
    #expect(
      try render("{{#variables.vip}}VIP{{/variables.vip}}{{^variables.vip}}no{{/variables.vip}}", variables: #"{"vip": false}"#) == "no")
    #expect(try render("{{#variables.n}}n={{.}}{{/variables.n}}", variables: #"{"n": 1}"#) == "n=1")
  }

  @Test(
    "a section or comment alone on its line takes the line with it, any other nothing",
    arguments: [
      ("a\n{{! c }}\nb", "a\nb"), ("a {{! c }} b", "a  b"), ("a\r\n  {{#name}}  \r\n x\r\n  {{/name}}\r\nb", "a\n x\nb"),
      ("a {{#name}}\nx\n{{/name}} b\n", "a \nx\n b\n"), ("  {{#name}}x{{/name}}\n y", "  x\n y"), ("{{#name}}\nx{{/name}}", "x"),
      ("{{name}}{{#name}}\nx\n{{/name}}\ny", "Ann\nx\ny"), ("{{#name}}\n1\n{{/name}}\n{{#name}}\n2\n{{/name}}\n", "1\n2\n"),
      ("{{#name}}x{{/name}} {", "x {"), ("p { x } {{name}} {", "p { x } Ann {"), ("\n{{#name}}x{{/name}}", "\nx"),
      ("{{#name}}\n  {{/name}} b", "   b"),
    ])
  func standalone(template: String, text: String) throws { #expect(try render(template, name: "Ann") == text) }

  @Test("what a template cannot have is refused with its place and the reason")
  func refusals() {
    #expect(problem("a\n {{> footer}}") == "text: line 2, column 2: partials are not available")
    #expect(problem("{{<a}}{{/a}}") == "text: line 1, column 1: partials are not available")
    #expect(problem("{{=<% %>=}}") == "text: line 1, column 1: other delimiters than {{ }} are not available")
    #expect(problem("{{% CONTENT_TYPE:HTML}}") == "text: line 1, column 1: pragmas are not available")
    #expect(problem("é {{name") == "text: line 1, column 3: a tag has no }}")
    #expect(problem("{{{name}}") == "text: line 1, column 1: a tag has no }}}")
    #expect(problem("{{#name}}") == "text: line 1, column 1: {{#name}} is never closed")
    #expect(problem("{{/name}}") == "text: line 1, column 1: {{/name}} closes nothing")
    #expect(problem("{{#name}}{{#variables.x}}{{/name}}") == "text: line 1, column 26: {{/name}} stands where {{/variables.x}} should")
    #expect(problem("{{city}}") == "text: line 1, column 1: {{city}} is not known: there are {{name}} and {{variables.…}}")
    #expect(problem("{{variables}}")?.contains("not known") == true)
    #expect(problem("{{variables.}}")?.contains("not known") == true)
    #expect(problem("{{#variables.x}}{{anything}}{{/variables.x}}") == nil)
    for tag in ["{{}}", "{{ }}", "{{\nname}}", "{{plusone(variables.x)}}", "{{na me}}", "{{né}}", "{{#}}{{/}}", "{{name\u{301}}}"] {
      #expect(problem(tag)?.contains("is no name") == true, "\(tag)")
    }
    let long = "{{#name}}" + String(repeating: "{ ", count: 32_768) + "{{/name}}"
    #expect(problem(long)?.contains("is longer than 64 kB") == true)
    #expect(problem("{{#name}}{{name}}\u{301}{{/name}}")?.contains("swift-mustache cannot read the section {{#name}}") == true)
    let deep = String(repeating: "{{#name}}", count: 17) + String(repeating: "{{/name}}", count: 17)
    #expect(problem(deep)?.contains("nested more than 16 deep") == true)
  }

  @Test("what a variable holds is never read as a template")
  func injection() throws {
    #expect(try render("{{name}}{{#name}}{{name}}{{/name}}", name: "{{variables.secret}}") == "{{variables.secret}}{{variables.secret}}")
  }

  @Test("random templates are either refused or rendered", arguments: 1...4)
  func fuzz(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let pieces = [
      "{{", "}}", "{", "}", "#", "/", "^", "!", "name", "variables.x", ".", " ", "\n", "\r\n", "é", "\u{301}", "&", "a", "{{#name}}",
      "{{/name}}",
    ]
    for _ in 0..<2000 {
      let text = (0..<Int.random(in: 1...12, using: &random)).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }.joined()
      guard let message = try? Fixture.message(text: text) else { continue }
      #expect(throws: Never.self, "\(text.debugDescription)") { try message.rendered(name: "Ann", variables: #"{"x": "y"}"#) }
    }
  }
}
