internal import Envoi

extension Fields {
  /// The first value of each name that has one, for templates: `{{page.values.from}}`.
  var values: [String: String] {
    Dictionary(pairs.filter { !$0.value.isEmpty }.map { ($0.name, $0.value) }) { first, _ in first }
  }

  /// - Throws: ``InvalidInput`` where it is there and no whole number.
  func integer(_ name: String) throws(InvalidInput) -> Int? {
    guard let text = self[name] else { return nil }
    guard let number = Int(text) else { throw InvalidInput(name, "must be a whole number", text) }
    return number
  }
}

extension [String: String] {
  /// What of these differs from what was before, for the audit; empty where it is gone.
  func changes(from old: [String: String]) -> [String: String] {
    let names = Set(keys).union(old.keys).filter { self[$0] != old[$0] }
    return Dictionary(uniqueKeysWithValues: names.map { ($0, self[$0] ?? "") })
  }
}
