import Foundation
import Support
import Testing

@Suite struct SettingsFileTests {
  private let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().appending(path: "envoi").path

  @Test("ENVOI_CONFIG names the settings file where --config does not, and a file that cannot be read is not passed over")
  func named() async throws {
    let scratch = try ScratchDirectory("settings")
    // A file that is read shows in what it says being refused.
    for name in ["one", "two"] { try "ENVOI_LOG_LEVEL=\(name)\n".write(to: scratch.file(name), atomically: true, encoding: .utf8) }
    func complaint(_ arguments: String..., config: String) async throws -> String {
      let environment = environment.merging(["ENVOI_CONFIG": scratch.file(config).path]) { $1 }
      let command = try await Command.run([program, "queue", "stats"] + arguments, environment: environment)
      #expect(command.status == 78)
      return command.errors
    }
    #expect(try await complaint(config: "one").hasSuffix("got \"one\"\n"))
    #expect(try await complaint("--config", scratch.file("two").path, config: "one").hasSuffix("got \"two\"\n"))
    #expect(try await complaint(config: "three").hasPrefix("envoi: ENVOI_CONFIG: the settings file cannot be read by the user "))
  }

  @Test(
    "A line of the settings file that would not be taken as it is meant is refused by its number, and not repeated",
    arguments: [
      ("ENVOI_REDIRECT_AL=a@b.test", "has no setting but ENVOI_REDIRECT_AL; known are ENVOI_DATABASE_URL, "),
      ("REDIRECT_ALL=a@b.test", "has no setting but REDIRECT_ALL; "), ("ENVOI_CONFIG=s3cret", "has no setting but ENVOI_CONFIG; "),
      ("s3cret", "must be KEY=value, "), ("export ENVOI_SECRET_KEY=s3cret", "must be KEY=value, without export, "),
      (#"ENVOI_SECRET_KEY="s3cret""#, "must be KEY=value, without export, without quotes"), ("ENVOI_SECRET_KEY='s3cret'", "must be KEY="),
      ("ENVOI_SECRET_KEY = s3cret", "must be KEY=value"), ("ENVOI_SECRET_KEY= s3cret", "must be KEY=value"),
      ("ENVOI_LOG_LEVEL=info\nENVOI_LOG_LEVEL=s3cret", "has ENVOI_LOG_LEVEL for a second time"),
    ])
  func refused(lines: String, rule: String) async throws {
    let scratch = try ScratchDirectory("settings")
    let path = scratch.file("env").path
    try "# A comment\n\n  # and another\r\n\(lines)\n".write(toFile: path, atomically: true, encoding: .utf8)
    let command = try await Command.run([program, "queue", "stats", "--config", path], environment: environment)
    #expect(command.status == 78 && command.output == "" && !command.errors.contains("s3cret"), "\(command)")
    #expect(command.errors.contains("envoi: ENVOI_CONFIG: line \(lines.contains("\n") ? 5 : 4) of \(path) \(rule)"), "\(command)")
  }

  @Test("What other programs are told in the settings file is theirs")
  func foreign() async throws {
    let scratch = try ScratchDirectory("settings")
    let path = scratch.file("env").path
    try "TZ=Europe/Paris\nPGOPTIONS='-c x'\nENVOI_LOG_LEVEL=loud\n".write(toFile: path, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    let command = try await Command.run([program, "queue", "stats", "--config", path], environment: environment)
    #expect(
      command.status == 78 && command.errors.hasPrefix("envoi: ENVOI_LOG_LEVEL: ") && command.errors.hasSuffix("got \"loud\"\n"),
      "\(command)")
  }

  @Test("A variable that is no setting stops the command: it may be a slip that would mail everybody")
  func unknownVariable() async throws {
    let command = try await Command.run(
      [program, "queue", "stats"], environment: environment.merging(["ENVOI_REDIRECTALL": "a@b.test"]) { $1 })
    #expect(command.status == 78 && command.errors.hasPrefix("envoi: ENVOI_REDIRECTALL: is no setting, and is in the environment: "))
  }

  @Test("A settings file that others may read is used, and it is said how to close it")
  func readable() async throws {
    let scratch = try ScratchDirectory("settings")
    let path = scratch.file("env").path
    try "ENVOI_LOG_LEVEL=loud\n".write(toFile: path, atomically: true, encoding: .utf8)
    let link = scratch.file("link").path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    for (mode, isSaid) in [(0o640, true), (0o604, true), (0o600, false)] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
      let command = try await Command.run([program, "queue", "stats", "--config", path], environment: environment)
      #expect(command.errors.hasSuffix("got \"loud\"\n"))
      let warning = "envoi: others may read the secrets in \(path), its mode is \(String(mode, radix: 8)): chmod 600 \(path)\n"
      #expect(command.errors.hasPrefix(warning) == isSaid, "\(command)")
      let linked = try await Command.run([program, "queue", "stats", "--config", link], environment: environment)
      #expect(linked.errors.contains("others may read") == isSaid, "\(linked)")
    }
  }

  @Test("A settings file may be a pipe")
  func pipe() async throws {
    let command = try await Command.run(
      ["bash", "-c", #""$0" queue stats --config <(echo ENVOI_LOG_LEVEL=loud)"#, program], environment: environment)
    #expect(command.status == 78 && command.errors.hasSuffix("got \"loud\"\n"), "\(command)")
  }

  /// Without what tests are told by it.
  private var environment: [String: String] {
    Dictionary(uniqueKeysWithValues: ProcessInfo.processInfo.environment.keys.filter { $0.hasPrefix("ENVOI_") }.map { ($0, "") })
  }
}
