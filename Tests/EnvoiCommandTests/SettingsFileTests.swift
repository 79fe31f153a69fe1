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
      let environment = ["ENVOI_CONFIG": scratch.file(config).path]
      let command = try await Command.run([program, "queue", "stats"] + arguments, environment: environment)
      #expect(command.status == 78)
      return command.errors
    }
    #expect(try await complaint(config: "one").hasSuffix("got \"one\"\n"))
    #expect(try await complaint("--config", scratch.file("two").path, config: "one").hasSuffix("got \"two\"\n"))
    #expect(try await complaint(config: "three").hasPrefix("envoi: ENVOI_CONFIG: the settings file cannot be read by the user "))
  }
}
