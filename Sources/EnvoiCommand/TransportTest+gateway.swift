import ArgumentParser
import Envoi
import Foundation
import Logging
import Postgres
import Transport

extension TransportCommand.Test {
  /// One message, as a row of the queue; of an SMS whose gateway gives receipts, until its receipt is there.
  func testGateway(_ transport: SiteTransport, of site: Site, _ installed: Settings, _ database: Pool) async throws {
    print("\(transport.name) of \(transport.site): \(transport.way)")
    let tests = TransportTests(secretKey: installed.secretKey, showsAnswers: true) { [options] in
      try await options.worker(installed, logLevel: .warning)
    }
    let result: TransportTests.Result
    do {
      result = try await tests.run(transport, of: site, to: to, transcript: Self.show)
    } catch let trouble as Trouble {
      Terminal.complain("\(trouble.stage.rawValue): \(trouble)")
      throw ExitCode(Failure.unavailable)
    }
    guard let id = result.row, let row = try await Queue(database).rows(ids: [id]).first else { return }
    print("row \(id): \(RowListing.state(row))\(RowListing.reply(row).map { ": \($0.visible)" } ?? "")")
    guard result.works else { throw ExitCode(Failure.unavailable) }
    guard transport.givesReceipts else { return }
    guard installed.publicURL != nil else {
      return Terminal.complain("no receipt was asked for: ENVOI_PUBLIC_URL says where envoi serve can be reached, and is not set")
    }
    try await awaitReceipt(of: id, database)
  }

  private func awaitReceipt(of id: Int, _ database: Pool) async throws {
    print("waiting for its receipt, \(timeout) s at most; envoi serve takes it")
    let queue = Queue(database)
    var said = 0
    let end = ContinuousClock.now + .seconds(timeout)
    while true {
      let events = try await queue.events(of: id)
      for event in events.dropFirst(said) { print("  < \(EventListing.line(event).visible)") }
      said = events.count
      guard let row = try await queue.rows(ids: [id]).first, row.status == .sent else { break }
      guard .now < end else {
        Terminal.complain("no receipt came within \(timeout) s: is envoi serve running, and can the gateway reach ENVOI_PUBLIC_URL?")
        throw ExitCode(Failure.unavailable)
      }
      try await Task.sleep(for: .milliseconds(100))
    }
    guard let row = try await queue.rows(ids: [id]).first else { return }
    print("row \(id): \(RowListing.state(row))")
    if row.status != .delivered { throw ExitCode(Failure.unavailable) }
  }
}
