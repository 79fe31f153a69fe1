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

  struct Presets: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "The SMS gateways and chats that Envoi has a description of; with a name, what it wants to be told.",
      discussion: "--file prints the description itself: the beginning of your own.")
    @Argument(help: "One of them.") var name: String?
    @Flag(name: .long, help: "Print its description.") var file = false

    func validate() throws {
      guard !file || name != nil else { throw ValidationError("--file needs a name") }
    }

    func run() throws {
      guard let name else {
        let gateways = Gateway.presetNames.compactMap(Gateway.preset)
        return Terminal.printTable(["NAME", "CHANNEL", "ABOUT"], gateways.map { [$0.name, $0.channel.rawValue, $0.about] })
      }
      guard let gateway = Gateway.preset(name), let text = Gateway.presetText(name) else {
        throw InvalidInput("name", "must be one of \(Gateway.presetNames.joined(separator: ", "))", name)
      }
      if file { return print(text) }
      print(gateway.about)
      Terminal.printTable(
        ["SETTING", "GIVE IT WITH", "DEFAULT", "ABOUT"],
        gateway.settings.map {
          [
            $0.name, $0.isSecret ? "--secret \($0.name)=FILE" : "--set \($0.name)=…", $0.default ?? ($0.isRequired ? "-" : "none"),
            $0.about,
          ]
        })
    }
  }
}
