import Foundation
import Support
import Testing

@testable import Transport

@Suite("To Kannel", .enabled(if: Kannel.isInstalled, "needs the packages kannel and kannel-extras"))
struct KannelTests {
  private func requests(_ numbers: Range<Int>, to kannel: Kannel, receipts: ScriptedHTTPServer, sender: String = "13013") -> RequestList {
    let url = kannel.sendURL
    let receiptURL = "\(receipts.url)/".replacing(":", with: "%3A").replacing("/", with: "%2F")
    return RequestList(count: numbers.count) { item in
      let number = numbers.lowerBound + item
      let query = "username=\(Kannel.user)&password=\(Kannel.password)&to=%2B4790\(number + 100_000)&text=SMS+\(number)"
      return HTTPRequest(method: "GET", url: "\(url)?\(query)&dlr-mask=31&dlr-url=\(receiptURL)%3Fid%3D\(number)%26type%3D%25d")
    }
  }

  @Test("messages are taken, delivered and acknowledged, each once, and none is lost when it is stopped in between")
  func kannel() async throws {
    let receipts = try ScriptedHTTPServer()
    let kannel = try await Kannel(incomingURL: "\(receipts.url)/incoming")
    defer { kannel.stop() }
    let connection = try HTTPConnection(HTTPOptions())

    let first = requests(0..<100, to: kannel, receipts: receipts)
    #expect(await connection.trouble(first) == nil)
    #expect(first.names.allSatisfy { $0 == "202" } && first.response()?.body == Array("0: Accepted for delivery".utf8))
    try await eventually("100 are acknowledged") { receipts.requests.count { $0.target.hasSuffix("type=1") } == 100 }

    kannel.stop()
    let second = requests(100..<200, to: kannel, receipts: receipts)
    let trouble = await connection.trouble(second)
    #expect(trouble?.stage == .connect && trouble?.kind == .temporary && second.left == 99 && second.begun.isEmpty)
    try await kannel.start()
    #expect(await connection.trouble(second) == nil)
    #expect(second.names.dropFirst().allSatisfy { $0 == "202" })
    try await eventually("199 are acknowledged") { receipts.requests.count { $0.target.hasSuffix("type=1") } == 199 }
    let texts = try kannel.delivered().map { $0.split(separator: " ").last.flatMap { Int($0) } ?? -1 }
    #expect(texts.sorted() == Array(0..<100) + Array(101..<200))

    try await kannel.receive(from: "358501", to: "13013", text: "STOP")
    try await eventually("the incoming message") { receipts.requests.contains { $0.target == "/incoming?from=358501&to=13013&text=STOP" } }
  }
}
