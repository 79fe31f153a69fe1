internal import Foundation

/// The journal cannot be kept: nothing is begun without it.
public struct JournalError: Error, CustomStringConvertible {
  public let path: String
  let what: String
  let errno: Int32?

  public var description: String {
    "journal \(path) \(what)\(errno.map { ": " + String(cString: strerror($0)) } ?? ""); ENVOI_STATE_DIR says where journals are kept"
  }
}
