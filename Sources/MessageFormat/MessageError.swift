/// Why a message, or one part of it, cannot be sent as it is: the field as its author knows it and the rule with the value.
public struct MessageError: Error, Hashable, CustomStringConvertible {
  /// `subject`, `headers.X-Priority`, `attachments.logo.png` ...
  public let field: String
  public let problem: String

  init(_ field: String, _ problem: String) {
    self.field = field
    self.problem = problem
  }

  public var description: String { "\(field): \(problem)" }
}
