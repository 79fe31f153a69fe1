import Foundation
import Support
import Testing

extension Commands {
  @Suite("What the command cannot work without")
  struct FailureTests {
    @Test("No database: 69, with where it was looked for and what says so")
    func noDatabase() async throws {
      let installation = try await Installation(site: nil)
      let port = try Loopback.freePorts()
      for command in [
        ["send", "--to", "a@a.test", "--subject", "x", "--text", "y"], ["send-queue"], ["work"], ["queue", "stats"], ["migrate"],
      ] {
        let failed = try await installation.envoi(
          command, environment: ["ENVOI_DATABASE_URL": "postgres://envoi:hunter2@127.0.0.1:\(port)/envoi"])
        #expect(failed.status == 69 && failed.errors.contains("port \(port) failed: Connection refused"), "\(failed)")
        #expect(failed.errors.contains("ENVOI_DATABASE_URL says where it is") && !failed.errors.contains("hunter2"))
      }
    }

    @Test("A database without the schema, or with a newer one: 78, and what to do")
    func otherVersion() async throws {
      let installation = try await Installation(site: nil)
      let empty = try await installation.envoi("send-queue")
      #expect(empty.status == 78 && empty.errors.hasSuffix("run envoi migrate\n"))
      try await installation.envoi("migrate").succeeded()
      try await installation.sql("INSERT INTO envoi.migration (version, name) VALUES (1000, 'later')")
      for command in ["send-queue", "work", "migrate"] {
        let newer = try await installation.envoi(command)
        #expect(newer.status == 78 && newer.errors.contains("version 1000") && newer.errors.hasSuffix("install the newer program\n"))
      }
    }

    @Test("A journal that cannot be written: 74, and no row is touched", arguments: ["send-queue", "work"])
    func noJournal(command: String) async throws {
      let installation = try await Installation()
      try await installation.enqueue(1...3)
      try "a file where the folder belongs".write(toFile: "\(installation.scratch.path)/file", atomically: true, encoding: .utf8)
      let failed = try await installation.envoi(command, environment: ["ENVOI_STATE_DIR": "\(installation.scratch.path)/file"])
      #expect(failed.status == 74 && failed.output == "", "\(failed)")
      #expect(
        failed.errors.contains("\(installation.scratch.path)/file/journal cannot be made") && failed.errors.contains("ENVOI_STATE_DIR"))
      #expect(try await installation.count("status = 'pending' AND attempts = 0") == 3)
    }

    @Test("A site that SQL made unreadable is told by what looks at sites, and the others are sent for")
    func brokenSite() async throws {
      let installation = try await Installation()
      try await installation.envoi("site", "add", "example.net", "--from", "a@example.net").succeeded()
      try await installation.enqueue(1...1)
      try await installation.sql("UPDATE envoi.site SET sender = 'two words@example.net' WHERE domain = 'example.net'")
      let list = try await installation.envoi("site", "list")
      #expect(list.status == 0 && list.output.contains("example.org") && !list.output.contains("example.net"))
      #expect(list.errors.hasPrefix("envoi: site example.net: ") && list.errors.contains("envoi site set example.net --from"))
      let sent = try await installation.envoi("send-queue")
      #expect(sent.status == 0 && sent.output.hasPrefix("example.org: 1 sent") && sent.errors.contains("a site is passed over"), "\(sent)")
      #expect(try await installation.envoi("send-queue", "example.net").status == 65)
      try await installation.envoi("site", "set", "example.net", "--from", "b@example.net").succeeded()
      #expect(try await installation.envoi("site", "list").succeeded().contains("b@example.net"))
    }

    @Test("A database role without the rights: 77, naming what it may not do")
    func notPermitted() async throws {
      let installation = try await Installation()
      let role = "role_\(UInt32.random(in: 0 ... .max))"
      try await installation.sql("CREATE ROLE \(role) LOGIN")
      let url = installation.databaseURL.replacing("postgres@", with: "\(role)@")
      for command in [["send-queue"], ["queue", "list"], ["site", "list"]] {
        let failed = try await installation.envoi(command, environment: ["ENVOI_DATABASE_URL": url])
        #expect(failed.status == 77 && failed.errors.contains("permission denied"), "\(failed)")
      }
      try await installation.sql("DROP ROLE \(role)")
    }
  }
}
