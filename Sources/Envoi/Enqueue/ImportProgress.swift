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
  /// Messages whose key was accepted before.
  public var known = 0
  public var refused = 0
}
