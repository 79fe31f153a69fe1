/// One step of a session as it happens, for `transport test`.
public enum Step: Sendable, Equatable {
  /// Name resolution, connecting, TLS: in libcurl's words.
  case note(String)
  /// A command; credentials are replaced by dots, content by its size.
  case sent(String)
  /// One line of a reply; of HTTP the status, and names of headers.
  case received(String)
  /// How the body of an HTTP answer begins.
  case body(String)

  /// With its text changed.
  public func map(_ change: (String) -> String) -> Step {
    switch self {
    case .note(let text): .note(change(text))
    case .sent(let text): .sent(change(text))
    case .received(let text): .received(change(text))
    case .body(let text): .body(change(text))
    }
  }
}
