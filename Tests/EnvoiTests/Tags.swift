import Testing

extension Tag {
  /// Takes many seconds: `swift test --skip` leaves it out while one works on something else.
  @Tag static var slow: Self
}
