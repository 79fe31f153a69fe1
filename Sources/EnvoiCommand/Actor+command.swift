import Envoi
import Foundation

extension Actor {
  /// Whoever is at the shell.
  ///
  /// - Parameter command: as in `key add`.
  static func at(_ command: String) -> Actor { Actor(name: "\(ProcessInfo.processInfo.userName) (envoi \(command))") }
}
