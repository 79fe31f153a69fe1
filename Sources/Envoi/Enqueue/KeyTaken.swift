/// The key of a message was accepted before with another content.
public struct KeyTaken: Error, CustomStringConvertible {
  public let error: InvalidInput

  public var description: String { error.description }
}
