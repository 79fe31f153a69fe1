import MessageFormat
import Testing

struct TextMessageTests {
  private func problem(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test("a text is rendered for each recipient")
  func rendering() throws {
    let message = try TextMessage(text: "Hi {{name}}{{#variables.city}} in {{.}}{{/variables.city}}, {{variables.code}} *is* yours")
    #expect(message.requiredVariables == ["name", "variables.code"])
    #expect(message.dependsOnRecipient)
    #expect(try message.rendered(name: "Ann", variables: #"{"code": 7, "city": "A & B"}"#) == "Hi Ann in A & B, 7 *is* yours")
  }

  @Test("a text without tags, or meant literally, is the same for everybody")
  func literal() throws {
    #expect(try TextMessage(text: "Hello").dependsOnRecipient == false)
    let message = try TextMessage(text: "{{name}} <b>", isTemplate: false)
    #expect(message.requiredVariables.isEmpty)
    #expect(try message.rendered(name: nil, variables: nil) == "{{name}} <b>")
    #expect(try message.rendered(for: .slack, name: nil, variables: nil) == "{{name}} &lt;b&gt;")
  }

  @Test("what cannot be sent is refused when the text is made, or for the recipient")
  func refusals() throws {
    #expect(problem { _ = try TextMessage(text: " \n") } == "text: is empty: there is nothing to send")
    #expect(problem { _ = try TextMessage(text: "{{#name}}") }?.hasPrefix("text: line 1, column 1") == true)
    #expect(problem { _ = try TextMessage(text: "a\(Fixture.noncharacter)") }?.hasPrefix("text: holds U+FDD0") == true)
    let message = try TextMessage(text: "{{variables.x}}")
    #expect(problem { try message.validate(name: nil, variables: nil) } == "variables: missing: variables.x")
    #expect(problem { try message.validate(name: nil, variables: #"{"x": " "}"#) } == "text: is empty: there is nothing to send")
    #expect(problem { _ = try message.rendered(for: .slack, name: nil, variables: "[]") } == "variables: not a JSON object")
    #expect(problem { try message.validate(name: nil, variables: #"{"x": "y"}"#) } == nil)
  }
}
