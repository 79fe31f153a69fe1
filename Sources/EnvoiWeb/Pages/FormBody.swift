/// What a route takes as the body of a POST.
enum FormBody: Sendable {
  /// Fields alone, of at most so many bytes together.
  case fields(limit: Int)
  /// Files, too (multipart/form-data). The limit is asked for, and may refuse, when it is known who sends it and before any of it is read.
  case files(limit: @Sendable (PageRequest) async throws -> Int)

  static let plain = fields(limit: 2 << 20)
  /// Of who has not said who they are.
  static let short = fields(limit: 16 << 10)
}
