internal import Foundation
internal import MessageFormat

/// A password that somebody chooses. It prints as dots.
public struct Password: Sendable, CustomStringConvertible, CustomReflectable {
  let text: String

  public var description: String { "•••" }
  public var customMirror: Mirror { Mirror(self, children: []) }

  /// - Throws: ``InvalidInput`` where it has less than 10 or more than 200 characters, or is one that everybody tries first.
  public init(_ text: String) throws(InvalidInput) {
    let text = Self.normalised(text)
    guard text.count >= 10 else { throw InvalidInput("password", "must have at least 10 characters") }
    guard text.count <= 200, text.utf8.count <= Self.longest else { throw InvalidInput("password", "must have at most 200 characters") }
    guard !CommonPasswords.contains(text) else {
      throw InvalidInput("password", "is one of those that are tried first: think of another one, of several words for instance")
    }
    self.text = text
  }

  /// Bytes that are looked at.
  static let longest = 1024

  /// The same however a keyboard composes it (NIST SP 800-63B section 3.1.1.2).
  static func normalised(_ text: String) -> String { text.precomposedStringWithCompatibilityMapping }

  /// - Throws: ``InvalidInput`` where it is what the user is called.
  func check(for user: User) throws(InvalidInput) {
    let own = [user.address.description, user.address.localPart, user.name].compactMap { $0?.lowercased() }
    guard !own.contains(text.lowercased()) else { throw InvalidInput("password", "must not be your address or name") }
  }
}
