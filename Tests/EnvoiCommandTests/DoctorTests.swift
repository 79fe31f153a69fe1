import Foundation
import Support
import Testing

extension Commands {
  @Suite("envoi doctor")
  struct DoctorTests {
    @Test("It says nothing where all is well, and names what is wrong in a line each, with exit 1")
    func doctor() async throws {
      let installation = try await Installation()
      let well = try await installation.envoi("doctor")
      #expect(well.status == 0 && well.output == "" && well.errors == "", "\(well)")
      try await installation.envoi("send", "--to", "ann@a.test", "--subject", "Hello", "--text", "x").succeeded()
      try await installation.sql("UPDATE envoi.queue SET due_at = now() - interval '1 h'")
      try await installation.sql("UPDATE envoi.site SET enabled = false")
      let ill = try await installation.envoi("doctor")
      #expect(ill.status == 1 && ill.errors == "", "\(ill)")
      let lines = ill.output.split(separator: "\n")
      #expect(lines.count == 2 && lines[0].contains("envoi work") && lines[1].contains("--enable-sending"), "\(lines)")
    }
  }
}
