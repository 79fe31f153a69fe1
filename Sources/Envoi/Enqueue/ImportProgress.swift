/// How far an import has come.
public struct ImportProgress: Sendable, Equatable {
  /// A line that did not go in.
  public struct Refusal: Sendable, Equatable, CustomStringConvertible {
    public let line: Int
    public let error: InvalidInput
    public var description: String { "line \(line): \(error)" }
  }

  /// All lines up to this one are settled: in the queue or refused.
  public var line = 0
  public init() {}

  /// Messages and rows that went in.
  public var messages = 0
  public var rows = 0
  /// Of the last message that went in.
  public var message: Int?
  /// Messages whose key was accepted before.
  public var known = 0
  /// As what the last of them was accepted.
  public var knownMessage: Int?
  public var refused = 0

  /// The line behind the last one is none: an import may be interrupted at its end.
  static func beyondEnd(_ first: Int, lines: Int) -> InvalidInput {
    InvalidInput("--from-line", "is beyond the end: the last line is \(lines)", "\(first)")
  }
}
