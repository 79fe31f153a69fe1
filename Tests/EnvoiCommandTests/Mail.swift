import Foundation

/// What tells one mail from another.
struct Mail {
  /// Of the Message-ID field.
  let id: String
  let subject: String

  init(_ content: [UInt8]) {
    let fields = String(decoding: content.prefix(2000), as: UTF8.self).split(separator: "\r\n")
    func value(_ name: String) -> String { fields.first { $0.hasPrefix("\(name): ") }.map { String($0.dropFirst(name.count + 2)) } ?? "" }
    (id, subject) = (value("Message-ID"), value("Subject"))
  }
}
