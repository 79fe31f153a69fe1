/// More messages wait for their commit than are taken: worth another try in a second.
public struct Overloaded: Error, CustomStringConvertible {
  public init() {}

  public var description: String { "too much comes at once: ask again in a second" }
}
