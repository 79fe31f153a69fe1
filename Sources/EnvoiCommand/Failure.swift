import ArgumentParser
import Envoi
import EnvoiWeb
import Foundation
import Postgres

/// What an error means to whoever called the command (sysexits.h).
enum Failure {
  static let badData: Int32 = 65
  static let unavailable: Int32 = 69
  static let cannotWriteJournal: Int32 = 74
  static let rowsLeft: Int32 = 75
  static let notPermitted: Int32 = 77
  static let configuration: Int32 = 78
  /// As the shell has it for SIGINT.
  static let interrupted: Int32 = 130

  static func exit(with error: any Error) -> Never {
    guard let (code, message) = verdict(error) else { EnvoiCommand.exit(withError: error) }
    Terminal.complain(message)
    Foundation.exit(code)
  }

  /// - Returns: nil for what ArgumentParser says itself: usage, help, exit codes.
  static func verdict(_ error: any Error) -> (code: Int32, message: String)? {
    switch error {
    case let error as InvalidInput: (error.field.hasPrefix("ENVOI_") ? configuration : badData, "\(error)")
    case let error as JournalError: (cannotWriteJournal, "\(error)")
    case let error as NotAdopted: (configuration, "\(error)")
    case let error as MigrationError: (configuration, "\(error)")
    case let error as CommitInDoubt: (unavailable, "\(error)")
    case let error as PostgresError where error.sqlState == "42501": (notPermitted, "\(error)")
    // A change of a row that the database refuses.
    case let error as PostgresError where ["55006", "23514"].contains(error.sqlState):
      (badData, [error.message, error.hint].compactMap(\.self).joined(separator: "; "))
    case let error as PostgresError where error.isConnectionLoss: (unavailable, "database: \(error); ENVOI_DATABASE_URL says where it is")
    case let error as PostgresError: (unavailable, "database: \(error)")
    case let error as CannotListen: (unavailable, "\(error)")
    case is CancellationError: (interrupted, "interrupted")
    default: nil
    }
  }
}
