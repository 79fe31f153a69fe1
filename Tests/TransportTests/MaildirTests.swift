import Foundation
import Support
import Testing
import Transport

@Suite("The sandbox")
struct MaildirTests {
  @Test("writes mails that Python's mailbox module reads, LF line ends and the envelope on top")
  func writes() async throws {
    let scratch = try ScratchDirectory()
    let path = scratch.file("a/b/sandbox").path
    let connection = try MaildirConnection(path: path)
    let source = RecordingSource((0..<20).map { .init($0, content: "From: a@example.org\r\nSubject: \($0)\r\n\r\n.dot\r\nline \($0)\r\n") })
    try await connection.deliver(source)
    #expect(source.outcomes.values.allSatisfy { $0.count == 1 && $0[0].isAccepted } && source.threads == ["maildir"])
    let program = """
      import mailbox, sys
      for m in sorted(mailbox.Maildir(sys.argv[1], create=False), key=lambda m: int(m['Subject'])):
        print(m['Return-Path'], m['Delivered-To'], m['Subject'], repr(m.get_payload()), m.defects)
      """
    let output = try await Command.run(["python3", "-c", program, path]).succeeded()
    #expect(output.split(separator: "\n") == (0..<20).map { #"<from@example.org> to\#($0)@example.org \#($0) '.dot\nline \#($0)\n' []"# })
    #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/tmp").isEmpty)
  }

  @Test("a folder that cannot be written is trouble, and no mail is lost")
  func notWritable() async throws {
    let source = RecordingSource(count: 2)
    // Not a folder; root may write anywhere else.
    let connection = try MaildirConnection(path: "/dev/null/sandbox")
    await #expect(throws: Trouble.self) { try await connection.deliver(source) }
    #expect(source.left == 2)
  }

  @Test("a full disk is trouble: the mail is not sent, and no half of it is left", .enabled(if: getuid() == 0, "mounting takes root"))
  func fullDisk() async throws {
    let scratch = try ScratchDirectory()
    let path = scratch.file("disk").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    _ = try await Command.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", path]).succeeded()
    let source = RecordingSource((0..<10).map { .init($0, content: String(repeating: "0123456789abcdef\r\n", count: 3000)) })
    let connection = try MaildirConnection(path: path + "/sandbox")
    var trouble: Trouble?
    do throws(Trouble) { try await connection.deliver(source) } catch { trouble = error }
    let new = try FileManager.default.contentsOfDirectory(atPath: path + "/sandbox/new").count
    let tmp = try FileManager.default.contentsOfDirectory(atPath: path + "/sandbox/tmp").count
    _ = try await Command.run(["umount", path]).succeeded()
    #expect(trouble?.kind == .temporary && tmp == 0)
    #expect(
      source.outcomes.values.count { $0.first?.isAccepted == true } == new
        && source.outcomes.values.count { $0.first?.name == "notSent" } == 1)
  }

  @Test("stops when told, and refuses what cannot be in a header")
  func stops() async throws {
    let scratch = try ScratchDirectory()
    let connection = try MaildirConnection(path: scratch.file("sandbox").path)
    let source = RecordingSource([.init(0, to: "a@b\nBcc: c@d"), .init(1)])
    try await connection.deliver(source)
    #expect(source.outcome(0)?.name == "unsendable 5.1.3" && source.outcome(1)?.isAccepted == true)
    connection.abort()
    await #expect(throws: Trouble.self) { try await connection.deliver(RecordingSource(count: 1)) }
  }
}
