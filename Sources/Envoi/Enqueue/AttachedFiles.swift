/// Where the attachments of a message are, beside those that it has in base64.
public enum AttachedFiles: Sendable {
  /// A file that came with a message.
  public struct Part: Sendable {
    /// What the message calls it.
    public let name: String
    public let fileName: String?
    /// Media type; guessed from the file's name where it is nil.
    public let type: String?
    public let content: [UInt8]

    public init(name: String, fileName: String?, type: String?, content: [UInt8]) {
      (self.name, self.fileName, self.type, self.content) = (name, fileName, type, content)
    }
  }

  /// Files of this machine, named by `path`; relative ones are below the folder.
  case folder(String)
  /// Files that came along, named by `part`. Those that the message does not name are attached as they are.
  case parts([Part])

  /// How a message names one.
  var key: String { if case .folder = self { "path" } else { "part" } }
}
