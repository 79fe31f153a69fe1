internal import Foundation
internal import MessageFormat
internal import Postgres

/// A mail as its recipient sees it.
public struct MailPreview: Sendable {
  public struct File: Sendable, Equatable {
    public let name: String
    public let type: String
    /// Bytes.
    public let size: Int
    /// Shown inside the HTML.
    public let isInline: Bool
  }

  /// Header fields in their order, unfolded, encoded words decoded.
  public let headers: [(name: String, value: String)]
  /// The HTML part, with its own images as `data:` addresses; nil where there is none.
  public let html: String?
  public let text: String?
  public let files: [File]

  init(mail: [UInt8], html: String?, text: String?, attachments: [(name: String, type: String, contentID: String?, content: [UInt8])]) {
    headers = HeaderReader.fields(of: mail)
    self.text = text
    files = attachments.map { File(name: $0.name, type: $0.type, size: $0.content.count, isInline: $0.contentID != nil) }
    self.html = html.map { html in
      var html = html
      // The longer id first, where one begins with another.
      for image in attachments.sorted(by: { ($0.contentID?.count ?? 0) > ($1.contentID?.count ?? 0) }) {
        guard let id = image.contentID, image.type.lowercased().hasPrefix("image/") else { continue }
        let type = image.type.prefix { $0 != ";" }
        html = html.replacing("cid:\(id)", with: "data:\(type);base64,\(Data(image.content).base64EncodedString())")
      }
      return html
    }
  }
}

extension Queue {
  /// The mail of a row as it is composed now; nil where there is no such row, or it is no mail.
  ///
  /// - Throws: what keeps it from being composed.
  public func preview(of id: Int) async throws -> MailPreview? {
    guard let row = try await rows(ids: [id]).first, row.channel == .email, let mail = try await mail(of: id) else { return nil }
    let stored = try await database.withConnection { try await StoredMessage.load([row.messageID], bytes: .max, on: $0).first?.message }
    guard let stored else { return nil }
    let site = try await Sites(database).find(row.site)
    let said = try stored.parsed(sender: site.sender).rendered(name: row.recipientName, variables: row.variables)
    return MailPreview(mail: mail, html: said.html, text: said.text, attachments: stored.attachments)
  }

  /// The HTML part of a row's mail, with its own images as `data:` addresses; nil where there is none.
  public func html(of id: Int) async throws -> String? { try await preview(of: id)?.html }
}
