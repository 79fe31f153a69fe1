/// The values of placeholders for one message.
struct MessageValues {
  let to: String
  let text: String
  let from: String?
  let encoding: String?
  let message: OutgoingText

  subscript(variable: Placeholder.Variable) -> String? {
    switch variable {
    case .to: to
    case .text: text
    case .from: from
    case .id: message.id
    case .receiptURL: message.receiptURL
    case .encoding: encoding
    case .parts: String(message.parts)
    }
  }
}
