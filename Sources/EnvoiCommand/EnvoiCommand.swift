import ArgumentParser
import Foundation

@main
struct EnvoiCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "envoi",
    abstract: "A send queue: messages in, delivered mail out, one PostgreSQL row per recipient telling the truth about each.",
    version: "0.1.0",
    groupedSubcommands: [
      CommandGroup(
        name: "Setting up:",
        subcommands: [
          Migrate.self, SiteCommand.self, TransportCommand.self, WebhookCommand.self, UserCommand.self, KeyCommand.self, Adopt.self,
        ]),
      CommandGroup(name: "Putting in:", subcommands: [Send.self, Enqueue.self]),
      CommandGroup(name: "Sending:", subcommands: [SendQueue.self, RetryQueue.self, Work.self, Serve.self]),
      CommandGroup(name: "Looking and mending:", subcommands: [QueueCommand.self, SuppressionCommand.self, DoctorCommand.self]),
    ])

  static func main() async {
    // A relay or a pipe that goes away is an error where it is written to, not the end of the process.
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
    } catch {
      Failure.exit(with: error)
    }
  }
}
