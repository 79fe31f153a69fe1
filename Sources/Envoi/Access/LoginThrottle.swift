internal import Postgres

/// How often somebody may try to log in: counted so that who tries passwords at a name gets nowhere, and its owner in.
struct LoginThrottle: Sendable {
  /// Tries in a span. At one name: from one network or by one known device; from everywhere, and from one network once those are used up.
  private static let (limit, nameLimit, lateLimit) = (10, 100, 3)
  /// From one network at whatever names, and wrong codes of one user from wherever.
  private static let (networkLimit, codeLimit) = (50, 10)
  private static let span = Duration.seconds(900)

  private let throttle: Throttle
  private let who: String
  private let network: String
  private let device: String?

  /// - Parameters:
  ///   - who: whose name is tried.
  ///   - device: one in which they have logged in before.
  init(_ database: Pool, at who: String, from client: String, device: String?) {
    (throttle, network) = (Throttle(database), ClientAddress(client)?.network ?? client)
    (self.who, self.device) = (who, device)
  }

  private var own: String { device.map { "device \($0)" } ?? "login \(who) \(network)" }
  private var late: String { "late \(who) \(network)" }

  /// Counts a try of a password.
  ///
  /// - Returns: nil where it is allowed, else the seconds to wait.
  func secondsForPassword() async throws -> Int? {
    // Nobody else can use a known device's tries up.
    if device != nil { return try await seconds(own, Self.limit) }
    if let seconds = try await seconds("client \(network)", Self.networkLimit) { return seconds }
    if let seconds = try await seconds(own, Self.limit) { return seconds }
    // Who has many networks gets fewer tries in each, and the owner still has theirs.
    guard try await seconds("everywhere \(who)", Self.nameLimit) != nil else { return nil }
    return try await seconds(late, Self.lateLimit)
  }

  /// Counts a try of a code, by somebody who knows the password: wherever they come from, as there are only a million codes.
  ///
  /// - Returns: nil where it is allowed, else the seconds to wait.
  func secondsForCode(of user: Int32) async throws -> Int? { try await seconds("code \(user)", Self.codeLimit) }

  /// They are in: what they tried before counts no more.
  func forget(_ user: Int32) async throws {
    for name in [own, late, "code \(user)"] { try await throttle.forget(name) }
  }

  private func seconds(_ name: String, _ limit: Int) async throws -> Int? { try await throttle.seconds(name, limit: limit, per: Self.span) }
}
