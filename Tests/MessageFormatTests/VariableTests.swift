import MessageFormat
import Testing

struct VariableTests {
  @Test("a variable outside of sections is required, and one with a section is not")
  func required() throws {
    let message = try Fixture.message(
      subject: "{{variables.code}}",
      text: "Dear {{name}}{{^name}}friend{{/name}}{{#variables.city}} in {{variables.city}}{{/variables.city}}",
      html: "{{{variables.a.b}}} {{variables.code}}")
    #expect(message.requiredVariables == ["variables.code", "variables.a.b"])
    #expect(refusal { try message.validate(name: nil, variables: nil) } == "variables: missing: variables.a.b, variables.code")
    #expect(
      refusal { try message.validate(name: nil, variables: #"{"code": 7, "a": {"b": null}}"#) } == "variables: missing: variables.a.b")
    #expect(throws: Never.self) { try message.validate(name: nil, variables: #"{"code": "", "a": {"b": false}}"#) }
  }

  @Test("a section in one text makes nothing optional in another")
  func perTemplate() throws {
    #expect(try Fixture.message(subject: "Hi {{name}}", text: "{{^name}}x{{/name}}").requiredVariables == ["name"])
  }

  @Test("a recipient without a variable is refused, at the door and when composing")
  func missing() throws {
    let message = try Fixture.message(text: "{{name}} {{variables.city}}")
    let expected = "variables: missing: variables.city"
    #expect(refusal { try message.validate(name: "Ann", variables: "{}") } == expected)
    #expect(refusal { _ = try Fixture.compose(message, variables: #"{"city": ["a"]}"#) } == expected)
    #expect(refusal { try message.validate(name: " ", variables: "{}") } == "variables: missing: name, variables.city")
    #expect(refusal { try message.validate(name: nil, variables: nil) } == "variables: missing: name, variables.city")
  }

  @Test("variables that are no JSON object are refused", arguments: ["", "[]", "1", "{", "{\"a\" 1}", "null", "\u{0}"])
  func json(text: String) throws {
    let message = try Fixture.message(text: "{{#variables.x}}{{/variables.x}}")
    #expect(refusal { try message.validate(name: nil, variables: text) } == "variables: not a JSON object")
  }

  @Test("a variable that brings a control character into the subject is refused, and nothing is written")
  func subject() throws {
    let message = try Fixture.message(subject: "Hi {{variables.x}}", text: "x")
    for bad in ["\\r\\nBcc: a@b.org", "\\n", "\\u0000", "\\t", "\\u007f", "\\u0085", "\\u2028"] {
      let variables = #"{"x": "\#(bad)"}"#
      #expect(refusal { try message.validate(name: nil, variables: variables) }?.contains("a control character") == true)
      var bytes: [UInt8] = [1]
      #expect(throws: MessageError.self) {
        try message.compose(
          to: Fixture.mailbox(), variables: variables, messageID: Fixture.messageID, date: Fixture.date, into: &bytes)
      }
      #expect(bytes == [1])
    }
    let long = String(repeating: "x", count: 998)
    #expect(refusal { try message.validate(name: nil, variables: #"{"x": "\#(long)"}"#) } == "subject: is longer than 998 octets")
  }

  private func refusal(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return "\(error)"
    }
  }
}
