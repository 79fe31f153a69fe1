import Envoi
import Testing

@testable import EnvoiWeb

@Suite("Fields of forms and queries")
struct FieldsTests {
  @Test("what was encoded comes back", arguments: ["", "a b", "é€😀", "a&b=c+d%", "<script>", "line\r\nbreak"])
  func roundTrip(value: String) throws {
    let fields = try Fields(urlEncoded: Fields([("näme", value), ("other", "1")]).urlEncoded)
    #expect(fields.raw("näme") == value)
    #expect(fields["other"] == "1")
  }

  @Test("a name can have several values, in their order")
  func several() throws {
    let fields = try Fields(urlEncoded: "id=3&x=&id=1&id=2&x")
    #expect(fields.all("id") == ["3", "1", "2"])
    #expect(fields["x"] == nil && fields.all("x") == [])
  }

  @Test("blanks around a value go, but not those of a password")
  func blanks() throws {
    let fields = try Fields(urlEncoded: "a=+x+&b=%20%0A")
    #expect(fields["a"] == "x" && fields.raw("a") == " x " && fields["b"] == nil)
  }

  @Test("what is no percent-encoded UTF-8, or has a NUL in it, is refused", arguments: ["a=%", "a=%zz", "a=%ff", "%C3=1", "a=%00"])
  func garbage(text: String) {
    #expect(throws: InvalidInput.self) { _ = try Fields(urlEncoded: text) }
  }
}
