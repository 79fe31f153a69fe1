internal import Envoi

extension InvalidInput {
  /// In the words of the API, where a command's option is meant: `return_path` for `--return-path`, `settings.from` for `--set from`.
  private var inJSON: InvalidInput {
    guard field.hasPrefix("--") else { return self }
    let option = field.dropFirst(2).split(separator: " ", maxSplits: 1)
    let name =
      switch option.first {
      case "set": "settings"
      case "secret": "secrets"
      case "password-file": "password"
      case let name?: String(name.replacing("-", with: "_"))
      case nil: field
      }
    return InvalidInput(([name] + option.dropFirst().map(String.init)).joined(separator: "."), rule, value)
  }

  /// Runs what speaks of a command's options.
  static func inJSON<Answer>(_ body: () async throws -> Answer) async throws -> Answer {
    do { return try await body() } catch let error as InvalidInput { throw error.inJSON }
  }
}
