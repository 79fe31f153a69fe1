/// A callback that belongs to nothing here: a token that was not made for that transport, a transport or a row that is not there (any
/// more). Nothing was changed.
public struct UnknownCallback: Error, CustomStringConvertible {
  public let description: String
}
