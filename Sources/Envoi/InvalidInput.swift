/// Something a user gave that cannot be taken: which field, which rule, which value, and where it helps what to do.
public struct InvalidInput: Error, Equatable, CustomStringConvertible {
  /// Path of the field, as in `to[2].address`.
  public let field: String
  public let rule: String
  /// As it was given, shortened; nil where it is missing, or secret.
  public let value: String?

  public init(_ field: String, _ rule: String, _ value: String? = nil) {
    self.field = field
    self.rule = rule
    self.value = value.map { $0.count > 120 ? $0.prefix(120) + "…" : $0 }
  }

  public var description: String {
    guard let value else { return "\(field): \(rule)" }
    return "\(field): \(rule), got \(value.debugDescription)"
  }
}
