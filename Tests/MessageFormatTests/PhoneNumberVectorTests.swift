import Foundation
import MessageFormat
import Testing

private let exampleNumbers = "phone-phonenumbers/example-numbers.json"

/// The example numbers of libphonenumber, one of each kind for each territory, as its port to Python writes them.
@Suite(.enabled(if: Corpus.has(exampleNumbers), "the corpus is not on this machine"))
struct PhoneNumberVectorTests {
  struct Vector: Decodable {
    let region: String
    let type: String
    let e164: String
    let national: String?
    let international: String?
    let valid: Bool
  }

  let vectors: [Vector]

  init() throws {
    vectors = try JSONDecoder().decode([Vector].self, from: Data(contentsOf: Corpus.folder.appending(path: exampleNumbers)))
    try #require(vectors.count == 734)
  }

  @Test("E.164 and the international spelling are read as they are, with the kind")
  func international() throws {
    for vector in vectors where vector.valid {
      let number = try PhoneNumber(vector.e164)
      #expect(number.description == vector.e164)
      let kinds: [PhoneNumber.Kind] = [vector.type == "MOBILE" ? .mobile : .fixedLine, .fixedLineOrMobile]
      #expect(kinds.contains(number.kind), "\(vector.e164): \(number.kind)")
      if let international = vector.international { #expect(try PhoneNumber(international) == number) }
    }
  }

  @Test("the national spelling is read with its region")
  func national() throws {
    for vector in vectors where vector.valid {
      #expect(try PhoneNumber(try #require(vector.national), defaultRegion: vector.region).description == vector.e164)
    }
  }

  @Test("what is no number is refused")
  func invalid() {
    for vector in vectors where !vector.valid {
      #expect(throws: PhoneNumberError.self, "\(vector.e164)") { try PhoneNumber(vector.e164) }
    }
  }
}
