import ArgumentParser
import Envoi

extension TransportCommand {
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
      if gateway.channel == .sms { print("--set price='0.045 EUR' says what a part costs: envoi send --dry-run reckons with it") }
      if gateway.takesIncoming { print("where messages come in, for its console: envoi transport show NAME --urls") }
    }
  }
}
