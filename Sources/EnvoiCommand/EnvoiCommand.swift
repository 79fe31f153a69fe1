import ArgumentParser

@main
struct EnvoiCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "envoi", abstract: "A send queue on PostgreSQL.")
}
