import Envoi
import Testing

@testable import EnvoiWeb

@Suite("Forms with files")
struct MultipartTests {
  private static let type = "multipart/form-data; boundary=XX"

  private static func parts(_ text: String, _ type: String = type) throws -> [AttachedFiles.Part] {
    try MultipartForm.parts(Array(text.utf8), contentType: type)
  }

  private static let whole =
    "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n--XX\r\n"
    + "content-type:text/plain\r\nContent-Disposition: form-data; name=\"f\"; filename=\"é; %22x\\\" \\.txt\"\r\n\r\n--X\r\n-\r\n\r\n--XX--\r\n"

  @Test("fields and files come as they were given")
  func taken() throws {
    let parts = try Self.parts(Self.whole)
    #expect(parts.map(\.name) == ["a", "f"] && parts.map(\.fileName) == [nil, "é; \"x\" \\.txt"])
    #expect(parts.map(\.type) == [nil, "text/plain"])
    #expect(parts.map { String(decoding: $0.content, as: UTF8.self) } == ["", "--X\r\n-\r\n"])
    #expect(try Self.parts("--XX--").isEmpty)
    #expect(try Self.parts("--a b--\r\n", "multipart/form-data; boundary=\"a b\"").isEmpty)
  }

  @Test(
    "what is none is refused",
    arguments: [
      "", "--XX", "--XY--", "x--XX--", "--XX\r\n", "--XX\r\n\r\nx\r\n--XX--", "--XX\r\nA: b\r\n\r\nx\r\n--XX--",
      "--XX\r\nContent-Disposition: form-data\r\n\r\nx\r\n--XX--", "--XX\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--XX--",
      "--XX\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n--XX--",
      "--XX\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\nx\r\n--XX--",
      "--XX\r\nContent-Disposition: form-data; name=a\r\ncontent-disposition: form-data; name=b\r\n\r\nx\r\n--XX--",
      "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--XXX\r\n--XX--",
      "--XX\r\nX: \(String(repeating: "x", count: 9000))\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--XX--",
      String(repeating: "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n", count: 201) + "--XX--",
    ])
  func refused(_ text: String) { #expect(throws: Problem.self) { try Self.parts(text) } }

  @Test("a boundary is needed", arguments: ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"x"])
  func noBoundary(_ type: String) { #expect(throws: Problem.self) { try Self.parts("--XX--", type) } }

  @Test("it ends on whatever comes: each beginning of a form, and forms with octets changed")
  func garbage() throws {
    let whole = Array(Self.whole.utf8)
    for end in 0..<whole.count - 4 {
      #expect(throws: Problem.self) { try MultipartForm.parts(Array(whole[..<end]), contentType: Self.type) }
    }
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<1000 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...8, using: &generator) {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = [0, 10, 13, 34, 45, 59, 88, 255].randomElement(using: &generator) ?? 0
      }
      let parts = (try? MultipartForm.parts(bytes, contentType: Self.type)) ?? []
      #expect(parts.reduce(0) { $0 + $1.content.count } <= bytes.count)
    }
  }
}
