/// A text that must not be seen: it prints as dots. Reading it is spelled out, so that it can be searched for.
public struct Secret: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
  public let exposed: String

  public init(_ exposed: String) { self.exposed = exposed }

  public var description: String { "••••" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
