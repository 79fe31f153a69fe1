internal import Crypto
internal import Foundation
internal import MessageFormat
internal import Postgres

extension Submission {
  private static let known: Set = ["channel", "to", "text", "from", "priority", "due_at", "expires_at", "reference", "tags", "key"]
  private static let knownOfMail = known.union(["subject", "html", "reply_to", "headers", "attachments", "inline"])

  /// The message of `envoi enqueue --message`: a JSON object without `to`.
  ///
  /// - Parameter directory: what the paths of attachments are relative to.
  public init(json: [UInt8], door: Door, directory: String) throws(InvalidInput) {
    let fields = try JSONFields(Data(json))
    guard fields.any("to") == nil else { throw InvalidInput("to", "does not go with a file of recipients, which says who gets it") }
    try self.init(fields, door: door, files: .folder(directory))
  }

  /// - Parameter last: another one, whose parsed content is taken over where it is the same: many lines differ in their recipients only.
  init(_ fields: JSONFields, door: Door, files: AttachedFiles, last: Submission? = nil) throws(InvalidInput) {
    let channel = try Self.channel(fields)
    if channel == .email {
      try self.init(mail: fields, site: door.site, files: files, last: last)
    } else {
      try fields.refuseAllBut(channel == .sms ? Self.known : Self.known.subtracting(["from"]))
      guard let text = try fields.string("text") else { throw InvalidInput("text", "is missing") }
      try self.init(channel, door: door, sender: try fields.string("from"), text: text)
    }
    try readCommon(fields, files)
  }

  static func channel(_ fields: JSONFields) throws(InvalidInput) -> Channel {
    guard let text = try fields.string("channel") else { return .email }
    guard let channel = Channel(rawValue: text), channel != .webhook else {
      throw InvalidInput("channel", "must be email, sms or chat", text)
    }
    return channel
  }

  private init(mail fields: JSONFields, site: Site, files: AttachedFiles, last: Submission?) throws(InvalidInput) {
    for name in ["cc", "bcc"] where fields.any(name) != nil {
      throw InvalidInput(name, "is refused: each recipient gets a mail of their own; name them all in to")
    }
    try fields.refuseAllBut(Self.knownOfMail)
    var attachments: [Attachment] = []
    var named: Set<String> = []
    for name in ["attachments", "inline"] {
      for (index, value) in try fields.list(name).enumerated() {
        let path = "\(name)[\(index)]"
        let fields = try JSONFields(value, path: path)
        if let part = try fields.string("part") { named.insert(part) }
        attachments.append(try Self.attachment(fields, path, isInline: name == "inline", files, site.attachmentLimit))
      }
    }
    if case .parts(let parts) = files {
      attachments += try parts.filter { !named.contains($0.name) }.map { part throws(InvalidInput) in
        try Self.attachment(name: part.fileName ?? part.name, type: part.type, content: part.content, path: "part \(part.name)")
      }
    }
    try self.init(
      site: site, sender: try fields.string("from").map { text throws(InvalidInput) in try parse("from", text, Mailbox.init) },
      replyTo: try fields.string("reply_to").map { text throws(InvalidInput) in try parse("reply_to", text, Mailbox.init) },
      subject: try fields.string("subject") ?? "", text: try fields.string("text"), html: try fields.string("html"),
      headers: try Self.headers(fields), attachments: attachments, last: last)
  }

  private mutating func readCommon(_ fields: JSONFields, _ files: AttachedFiles) throws(InvalidInput) {
    priority = try fields.integer("priority", in: 0...9) ?? 5
    dueAt = try Self.time("due_at", fields)
    expiresAt = try Self.time("expires_at", fields)
    reference = try fields.string("reference")
    tags =
      fields.any("tags") == nil
      ? nil
      : try fields.list("tags").enumerated().map { index, value throws(InvalidInput) in
        guard let tag = value as? String, !tag.isEmpty, !tag.utf8.contains(0) else {
          throw InvalidInput("tags[\(index)]", "must be a string, and not empty", "\(value)")
        }
        return tag
      }
    key = try fields.string("key")
    if let key {
      guard (1...255).contains(key.utf8.count) else { throw InvalidInput("key", "must have 1 to 255 bytes", key) }
      var hash = SHA256()
      hash.update(data: fields.canonical)
      // A path is what it leads to, and a part what came.
      for attachment in attachments { hash.update(data: attachment.content) }
      if case .parts(let parts) = files {
        for part in parts { hash.update(data: Data("\(part.name)\0\(part.fileName ?? "")\0\(part.type ?? "")\0".utf8)) }
      }
      digest = Array(hash.finalize())
    }
  }

  /// The recipients of such an object.
  static func addressees(_ fields: JSONFields, door: Door) throws(InvalidInput) -> [Addressee] {
    let channel = try channel(fields)
    guard let to = fields.any("to") else { throw InvalidInput("to", "is missing: an address, or a list of recipients") }
    guard let list = to as? [Any] else { return [try Addressee(to, channel, door, path: "to")] }
    guard !list.isEmpty else { throw InvalidInput("to", "must have at least one recipient") }
    return try list.enumerated().map { index, value throws(InvalidInput) in try Addressee(value, channel, door, path: "to[\(index)]") }
  }

  /// An object of names and values.
  private static func headers(_ fields: JSONFields) throws(InvalidInput) -> [HeaderField] {
    var pairs: [(String, Any)] = []
    switch fields.any("headers") {
    case nil: break
    case let object as [String: Any]: pairs = object.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    case let other?: throw InvalidInput("headers", "must be an object of names and values", "\(other)")
    }
    return try pairs.map { name, value throws(InvalidInput) in
      guard let text = value as? String else { throw InvalidInput("headers.\(name)", "must be a string", "\(value)") }
      do throws(MessageError) { return try HeaderField(name: name, value: text) } catch { throw InvalidInput(error.field, error.problem) }
    }
  }

  private static func attachment(
    _ fields: JSONFields, _ path: String, isInline: Bool, _ files: AttachedFiles, _ limit: Int
  ) throws(InvalidInput) -> Attachment {
    try fields.refuseAllBut(isInline ? ["name", "type", files.key, "base64", "cid"] : ["name", "type", files.key, "base64"])
    var (name, type, cid) = (try fields.string("name"), try fields.string("type"), try fields.string("cid"))
    let content: [UInt8]
    switch (try fields.string(files.key), try fields.string("base64")) {
    case (let file?, nil):
      switch files {
      case .folder(let folder):
        content = try Self.read(file.hasPrefix("/") ? file : "\(folder)/\(file)", field: "\(path).path", limit: limit)
        name = name ?? URL(filePath: file).lastPathComponent
      case .parts(let parts):
        guard let part = parts.first(where: { $0.name == file }) else {
          throw InvalidInput("\(path).part", "is no part of this request", file)
        }
        (name, type, content) = (name ?? part.fileName ?? part.name, type ?? part.type, part.content)
        if isInline { cid = cid ?? part.name }
      }
    case (nil, let text?):
      guard let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters) else {
        throw InvalidInput("\(path).base64", "must be base64")
      }
      content = [UInt8](data)
    default: throw InvalidInput(path, "must have either \(files.key) or base64")
    }
    guard let name else { throw InvalidInput("\(path).name", "is missing") }
    guard !isInline || cid != nil else { throw InvalidInput("\(path).cid", "is missing: what the HTML calls it, as in src=\"cid:logo\"") }
    return try attachment(name: name, type: type, content: content, contentID: cid, path: path)
  }

  private static func attachment(
    name: String, type: String?, content: [UInt8], contentID: String? = nil, path: String
  ) throws(InvalidInput) -> Attachment {
    do { return try Attachment(name: name, type: type ?? MediaType.guess(name), content: content, contentID: contentID) } catch {
      throw InvalidInput(path, "\(error)")
    }
  }

  /// A file that is to be attached.
  public static func read(_ path: String, field: String, limit: Int) throws(InvalidInput) -> [UInt8] {
    // Through links: what counts is what is read.
    let file = URL(filePath: path).resolvingSymlinksInPath().path
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: file) else {
      throw InvalidInput(field, "there is no such file, or it cannot be read", path)
    }
    guard attributes[.type] as? FileAttributeType == .typeRegular, let size = attributes[.size] as? Int else {
      throw InvalidInput(field, "must be a file", path)
    }
    guard size <= limit else { throw InvalidInput(field, "has \(size) bytes, more than the site's limit of \(limit)", path) }
    guard let data = FileManager.default.contents(atPath: file) else { throw InvalidInput(field, "cannot be read", path) }
    return [UInt8](data)
  }

  private static func time(_ name: String, _ fields: JSONFields) throws(InvalidInput) -> Timestamp? {
    guard let text = try fields.string(name) else { return nil }
    return try Timestamp(iso8601: text, field: name)
  }
}
