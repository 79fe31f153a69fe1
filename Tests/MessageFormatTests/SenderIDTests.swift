import MessageFormat
import Testing

struct SenderIDTests {
  private func problem(_ text: String) -> String? {
    do {
      _ = try SenderID(text)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test(
    "a number, a short code or a name is taken",
    arguments: [
      ("+33 6 12 34 56 78", "+33612345678"), ("36111", "36111"), ("123", "123"), ("12345678", "12345678"), ("Example", "Example"),
      ("Example Ltd", "Example Ltd"), (" Café ", "Café"), ("Éé-_.&1", "Éé-_.&1"), ("ABCDEFGHIJK", "ABCDEFGHIJK"),
    ])
  func valid(text: String, sender: String) throws { #expect(try SenderID(text).description == sender) }

  @Test("anything else is refused by a rule that says what to do")
  func refusals() {
    #expect(problem("ABCDEFGHIJKL") == #"sender: "ABCDEFGHIJKL" takes 12 characters of GSM-7: a name can have 11"#)
    // An extension character takes two.
    #expect(problem("ABCDEFGHI[]") == #"sender: "ABCDEFGHI[]" takes 13 characters of GSM-7: a name can have 11"#)
    #expect(problem("Shop 😀")?.contains("holds '😀', which is not in GSM-7") == true)
    #expect(problem("fête")?.contains("holds 'ê'") == true)
    #expect(problem("a\nb")?.contains("holds U+000A") == true)
    #expect(problem("12")?.contains("has 2 digits: a short code has 3 to 8") == true)
    #expect(problem("33612345678")?.contains("any other number begins with +") == true)
    #expect(problem("+33 12")?.contains("has 2 digits after +33") == true)
    #expect(problem("")?.contains("no name with a letter") == true)
    #expect(problem("12-34")?.contains("no name with a letter") == true)
  }
}
