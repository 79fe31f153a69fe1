import Foundation
import MessageFormat
import Testing

/// The alphabet as three implementations have it, and texts that a fourth has split.
@Suite(.enabled(if: Corpus.has("sms-gsm0338"), "the corpus is not on this machine"))
struct SMSVectorTests {
  struct Character: Decodable {
    let char: String
    let septets: Int
    let agree: Bool
  }

  struct Segmentation: Decodable {
    let why: String
    let text: String
    let encoding: SMSEncoding
    let segments: Int
    let units: [Int]
  }

  private func vectors<Vector: Decodable>(_ name: String) throws -> [Vector] {
    try JSONDecoder().decode([Vector].self, from: Data(contentsOf: Corpus.folder.appending(path: "sms-gsm0338/\(name).json")))
  }

  @Test("exactly the characters of the table are GSM-7, with its septets")
  func table() throws {
    var septets: [Unicode.Scalar: Int] = [:]
    // A difference: the escape alone, on which the three do not agree.
    for vector: Character in try vectors("gsm7-table-3impl") where vector.agree {
      septets[try #require(vector.char.unicodeScalars.first)] = vector.septets
    }
    #expect(septets.count == 137)
    for scalar in (UInt32(0)...0xffff).compactMap(Unicode.Scalar.init) {
      let text = SMSText(String(scalar))
      guard text.text.unicodeScalars.elementsEqual([scalar]) else { continue }
      #expect((text.encoding == .gsm7 ? text.units.first : nil) == septets[scalar], "U+\(String(scalar.value, radix: 16))")
    }
  }

  @Test("every text is split as the vectors are")
  func segmentation() throws {
    let vectors: [Segmentation] = try vectors("segmentation-vectors")
    #expect(vectors.count == 87)
    for vector in vectors {
      let text = SMSText(vector.text)
      #expect(text.encoding == vector.encoding, "\(vector.why)")
      #expect(text.units == vector.units, "\(vector.why)")
      #expect(text.parts.count == vector.segments, "\(vector.why)")
      #expect(text.parts.joined() == vector.text, "\(vector.why)")
    }
  }
}
