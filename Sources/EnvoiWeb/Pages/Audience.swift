/// Who may ask for a page.
enum Audience: Sendable {
  /// Anybody, from anywhere: no cookie is set, and a form need not come from a page of ours.
  case world
  /// Anybody with a browser: forms bring a token.
  case visitors
  /// Who is logged in. What they may do where is asked by each page.
  case users
  /// Who may do everything in the whole installation.
  case operators
}
