import Testing

/// One after the other: each test starts processes of its own, and there are few processors.
@Suite("The command", .serialized)
enum Commands {}

extension Tag {
  /// Takes many seconds.
  @Tag static var slow: Self
}
