internal import Foundation

/// Where a redirect goes.
enum RedirectTarget {
  /// Its host alone: path and query may hold secrets.
  static func host(_ location: String?) -> String? {
    location.flatMap { URLComponents(string: $0)?.host }.map { AnswerText.line($0) }
  }
}
