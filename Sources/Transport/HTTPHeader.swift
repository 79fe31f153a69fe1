/// One header of a request or of an answer (RFC 9110 5.1, 5.5). Its value may be a secret and does not print.
public struct HTTPHeader: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
  public let name: String
  public let value: String

  /// Refuses what would end the line or say where the request ends: the connection says that.
  public init(name: String, value: String) throws(Invalid) {
    guard !name.isEmpty, name.utf8.allSatisfy(Self.isTokenByte) else {
      throw Invalid("header name: is letters, digits and !#$%&'*+-.^_`|~; got '\(name)'")
    }
    guard !Self.framing.contains(name.lowercased()) else {
      throw Invalid("header \(name): is set by the connection; leave it out")
    }
    guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
      throw Invalid("header \(name): its value is one line without control characters")
    }
    self.init(received: name, value)
  }

  /// As it came in an answer.
  init(received name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  public var description: String { "\(name): ••••" }
  public var customMirror: Mirror { Mirror(self, children: []) }

  /// A header that cannot be sent. Never with its value.
  public struct Invalid: Error, Equatable, CustomStringConvertible {
    public let description: String
    init(_ description: String) { self.description = description }
  }

  private static let framing: Set = ["connection", "content-length", "expect", "te", "trailer", "transfer-encoding", "upgrade"]

  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}
