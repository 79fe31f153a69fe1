internal import Hummingbird
internal import Postgres

/// For whoever watches the process: `/healthz` says that it is alive, `/readyz` that its database answers.
struct HealthRoutes {
  private static let patience = Duration.seconds(3)

  let database: Pool

  func add<Context: RequestContext>(to router: some RouterMethods<Context>) {
    router.get("healthz") { _, _ in "ok\n" }
    router.get("readyz") { _, _ in
      guard await answers() else { throw Problem(.serviceUnavailable, "no database", retryAfter: 10) }
      return "ok\n"
    }
  }

  private func answers() async -> Bool {
    await withTaskGroup(of: Bool.self) { group in
      group.addTask { (try? await database.withConnection { try await $0.execute("SELECT 1") }) != nil }
      group.addTask {
        try? await Task.sleep(for: Self.patience)
        return false
      }
      defer { group.cancelAll() }
      return await group.next() ?? false
    }
  }
}
