import ArgumentParser
import Envoi
import Foundation

extension TransportCommand {
  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "One transport, whole, without its secrets.",
      discussion:
        "--urls also prints where a gateway can send receipts and incoming messages. Whoever knows these can send some: keep them.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "What you call it.") var name: String
    @OptionGroup var site: SiteOption
    @Flag(name: .long, help: "Also the addresses for the gateway's console.") var urls = false

    func run() async throws {
      let installed = try options.settings()
      let database = try await options.database(installed)
      let transports = SiteTransports(database, secretKey: installed.secretKey)
      let transport = try await transports.find(name, of: Sites(database).find(site.site))
      var lines = [
        ("name", transport.name), ("site", transport.site), ("channel", transport.channel.rawValue), ("way", transport.way),
        ("connections", "\(transport.connections)"), ("position", "\(transport.position)"), ("state", transport.state),
      ]
      if transport.kind == .gateway {
        lines += transport.settings.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        lines += try transport.secretNames(installed.secretKey).map { ($0, "sealed") }
      }
      if urls {
        let addresses = try transport.callbackURLs(installed.secretKey, publicURL: installed.publicURL)
        lines += [("receipts", addresses.receipts), ("incoming", addresses.incoming)].compactMap { name, url in url.map { (name, $0) } }
      }
      let width = (lines.map(\.0.count).max() ?? 0) + 2
      for (name, value) in lines { print(name.padding(toLength: width, withPad: " ", startingAt: 0) + value.visible) }
    }
  }
}
