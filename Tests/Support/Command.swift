public import Foundation

/// A command run to its end, with what it printed.
public struct Command: Sendable {
  public let status: Int32
  public let output: String
  public let errors: String

  /// Runs a command by its name on PATH or by its path. `input` is its standard input.
  @discardableResult
  public static func run(
    _ arguments: [String], input: String = "", environment: [String: String] = [:], directory: URL? = nil
  ) async throws -> Command {
    let scratch = try ScratchDirectory("command")
    for (name, content) in [("in", input), ("out", ""), ("err", "")] {
      try Data(content.utf8).write(to: scratch.file(name))
    }
    let child = try ChildProcess(
      arguments, environment: ProcessInfo.processInfo.environment.merging(environment) { $1 }, directory: directory,
      input: FileHandle(forReadingFrom: scratch.file("in")), output: FileHandle(forWritingTo: scratch.file("out")),
      errors: FileHandle(forWritingTo: scratch.file("err")))
    return Command(
      status: await child.exitStatus,
      output: String(decoding: try Data(contentsOf: scratch.file("out")), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: scratch.file("err")), as: UTF8.self))
  }

  /// What it printed, or an error with what it said when it failed.
  @discardableResult
  public func succeeded() throws -> String {
    guard status == 0 else { throw FixtureError("exit \(status): \(errors)\(output)") }
    return output
  }
}
