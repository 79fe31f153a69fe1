public import Logging
import Synchronization

/// What is logged, with its metadata.
public final class RecordedLog: Sendable {
  private let recorded = Mutex<[String]>([])

  public init() {}

  public var lines: [String] { recorded.withLock { $0 } }

  public var logger: Logger {
    var logger = Logger(label: "test") { _ in Handler(log: self) }
    logger.logLevel = .trace
    return logger
  }

  private struct Handler: LogHandler {
    let log: RecordedLog
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let fields = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      log.recorded.withLock { $0.append("\(event.level) \(event.message) \(fields.joined(separator: " "))") }
    }
  }
}
