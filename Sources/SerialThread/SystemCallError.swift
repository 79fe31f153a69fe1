internal import Glibc

/// A system call that failed, by its name and `errno`.
public struct SystemCallError: Error, Hashable, CustomStringConvertible {
  public let call: String
  public let code: Int32

  public init(_ call: String, code: Int32) {
    self.call = call
    self.code = code
  }

  public var description: String { "\(call): \(String(cString: strerror(code))) (errno \(code))" }
}
