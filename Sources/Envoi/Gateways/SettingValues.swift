import Transport

/// The values of a gateway's settings: the operator's, or the defaults.
struct SettingValues: Sendable {
  private let values: [String: String]
  private let secretNames: Set<String>

  init(_ settings: [Setting], _ plain: [String: String], _ secrets: [String: Secret]) throws(InvalidInput) {
    for name in plain.keys.sorted() + secrets.keys.sorted() where !settings.contains(where: { $0.name == name }) {
      throw .unknown("settings.\(name)", name, known: settings.map(\.name))
    }
    var values: [String: String] = [:]
    for setting in settings {
      let field = "settings.\(setting.name)"
      guard !setting.isSecret || plain[setting.name] == nil else { throw InvalidInput(field, "is a secret: give it as one") }
      let given = secrets[setting.name]?.exposed ?? plain[setting.name]
      guard let value = given.flatMap({ $0.isEmpty ? nil : $0 }) ?? setting.default else {
        if setting.isRequired { throw InvalidInput(field, "must be given: \(setting.about)") }
        continue
      }
      try setting.check(value, field: field)
      values[setting.name] = value
    }
    self.values = values
    secretNames = Set(settings.lazy.filter(\.isSecret).map(\.name)).union(secrets.keys)
  }

  subscript(name: String) -> String? { values[name] }
  func isSecret(_ name: String) -> Bool { secretNames.contains(name) }

  /// What must not be seen in an answer that repeats it, the longest first: also as it was written in the URL, and of a URL the path and what is
  /// long in it, as servers write "/hooks/… was not found".
  func secrets() throws(InvalidInput) -> [String] {
    var secrets: Set<String> = []
    for name in secretNames {
      guard let value = values[name] else { continue }
      secrets.formUnion([value, String(decoding: try Escaping.percent(.utf8).escaped(value, field: name), as: UTF8.self)])
      guard let host = value.firstRange(of: "://") else { continue }
      let path = value[host.upperBound...].drop { $0 != "/" }
      secrets.insert(String(path))
      secrets.formUnion(path.split { "/?&=".contains($0) }.map(String.init).filter { $0.utf8.count >= 8 })
    }
    return secrets.map { AnswerText.printable($0) }.filter { $0.utf8.count >= 4 }.sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
  }
}
