internal import Envoi

extension InvalidInput {
  /// In the words of the API, where a command's option is meant: `return_path` for `--return-path`, `settings.from` for `--set from`.
  private var inJSON: InvalidInput {
    guard field.hasPrefix("--") else { return self }
    let option = field.split(separator: " ", maxSplits: 1).map(String.init)
    let name = ([option.first.map { Self.name(of: $0) } ?? field] + option.dropFirst()).joined(separator: ".")
    return InvalidInput(name, rule.replacing(/--[a-z][a-z\-]*/) { Self.name(of: String($0.output)) }, value)
  }

  private static func name(of option: String) -> String {
    switch option {
    case "--set": "settings"
    case "--secret": "secrets"
    case "--password-file": "password"
    default: option.dropPrefix("--").replacing("-", with: "_")
    }
  }

  /// Runs what speaks of a command's options.
  static func inJSON<Answer>(_ body: () async throws -> Answer) async throws -> Answer {
    do { return try await body() } catch let error as InvalidInput { throw error.inJSON }
  }
}
