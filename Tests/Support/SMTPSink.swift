import Foundation

/// Postfix's smtp-sink: an SMTP server that takes everything, fast, and keeps nothing or one file a mail.
public final class SMTPSink: Sendable {
  public static let path = "/usr/sbin/smtp-sink"
  public static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }

  public let port: Int
  private let scratch: ScratchDirectory
  private let process: ServerProcess

  /// `options` as in smtp-sink(1). On a free port when none is named.
  public init(_ options: [String] = [], port: Int? = nil, keepsMails: Bool = false) throws {
    scratch = try ScratchDirectory("sink")
    self.port = if let port { port } else { try Loopback.freePorts() }
    let mails = scratch.file("mails")
    try FileManager.default.createDirectory(at: mails, withIntermediateDirectories: true)
    // It gives up root's rights, and then must be able to write.
    try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: mails.path)
    let user = getuid() == 0 ? ["-u", "nobody"] : []
    let dump = keepsMails ? ["-d", "\(mails.path)/%M."] : []
    process = try ServerProcess([Self.path] + user + dump + options + ["127.0.0.1:\(self.port)", "1000"], log: scratch.file("log"))
    try Loopback.waitUntilListening(self.port)
  }

  /// The files of the mails that were taken, with the envelope in `X-Mail-Args` and `X-Rcpt-Args`.
  public func mails() throws -> [String] {
    try FileManager.default.contentsOfDirectory(at: scratch.file("mails"), includingPropertiesForKeys: nil)
      .map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
  }

  public func stop() { process.stop() }
}
