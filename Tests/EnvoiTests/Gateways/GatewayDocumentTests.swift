import Foundation
import Testing

@testable import Envoi

@Suite("docs/gateways.md")
struct GatewayDocumentTests {
  private static let text =
    (try? String(contentsOf: URL(filePath: #filePath).appending(path: "../../../../docs/gateways.md").standardized, encoding: .utf8)) ?? ""

  @Test("the worked example is a gateway, and does what the manual before it says")
  func example() throws {
    let example = try #require(Self.text.split(separator: "```json5\n").dropFirst().first?.split(separator: "```").first)
    let gateway = try Gateway(Array(example.utf8), field: "example").configured(["from": "ACME"], secrets: ["key": "k3y"])
    let request = try gateway.request(.sample("é", receiptURL: "https://me.example/r/1"))
    let expected: NSDictionary = [
      "to": "33612345678", "sender": "ACME", "content": ["text": "é", "parts": 2], "callback": "https://me.example/r/1",
    ]
    #expect(request.json == expected && request.header("X-Api-Key") == "k3y")
    #expect(try gateway.answered(200, #"{"state":"queued","id":"m-1"}"#).remoteID == "m-1")
    #expect(try gateway.meaning(200, #"{"state":"refused","reason":"opted out"}"#) == .rejectedRecipient)
    #expect(try gateway.meaning(200, #"{"state":"refused","reason":"no credit"}"#) == .account)
    let body = #"{"id":"m-1","state":"arrived"}"#
    let signature = HashAlgorithm.sha256.hmac(Array(body.utf8), key: "k3y").hex
    #expect(
      try gateway.receipt(.post("https://me.example/r/1", "application/json", body, [("X-Signature", signature)])).state == .delivered)
  }

  @Test(
    "each preset and each field of the file is in it", arguments: ["lineBreak", "mobileOnly", "says", "receipt_url", "in_doubt", "within"])
  func mentions(_ word: String) {
    #expect(Self.text.contains("`\(word)") || Self.text.contains("\(word):") || Self.text.contains("{{\(word)}}"))
    for name in Gateway.presetNames { #expect(Self.text.contains("`\(name)`"), "\(name)") }
  }
}
