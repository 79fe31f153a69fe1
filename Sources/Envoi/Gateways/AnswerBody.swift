internal import Foundation

/// The body of an answer, read once.
struct AnswerBody {
  let text: String
  /// What JSONSerialization gives; nil where it is no JSON, or not asked for.
  let json: Any?

  init(_ bytes: [UInt8], readsJSON: Bool) {
    text = String(decoding: bytes, as: UTF8.self)
    json = readsJSON ? try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed) : nil
  }
}
