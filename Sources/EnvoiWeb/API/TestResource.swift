internal import Transport

/// What came of a test of a transport.
struct TestResource: Encodable {
  struct Step: Encodable {
    /// `note`, `sent` or `received`.
    let kind, text: String

    init(_ step: Transport.Step) {
      switch step {
      case .note(let text): (kind, self.text) = ("note", text)
      case .sent(let text): (kind, self.text) = ("sent", text)
      case .received(let text), .body(let text): (kind, self.text) = ("received", text)
      }
    }
  }

  let works: Bool
  var verdict: String?
  var row: Int?
  var steps: [Step] = []
}
