/// Looks again and again until something is so that nobody tells of.
///
/// - Throws: what was waited for, when it is not so after `seconds`.
public func eventually(_ what: String, seconds: Double = 90, _ isSo: () async throws -> Bool) async throws {
  let deadline = ContinuousClock.now + .seconds(seconds)
  while try await !isSo() {
    guard .now < deadline else { throw FixtureError("not so after \(seconds) s: \(what)") }
    try await Task.sleep(for: .milliseconds(10))
  }
}
