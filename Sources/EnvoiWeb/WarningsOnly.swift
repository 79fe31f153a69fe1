internal import Logging

/// What Hummingbird has to say, without the number that it gives each request: to put that into a line costs every request more than its route.
struct WarningsOnly: LogHandler {
  let log: Logger
  var logLevel = Logger.Level.warning
  var metadata: Logger.Metadata = [:]

  init(log: Logger) { self.log = log }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { nil }
    set {}
  }

  func log(event: LogEvent) {
    log.log(level: event.level, event.message, metadata: event.metadata)
  }
}
