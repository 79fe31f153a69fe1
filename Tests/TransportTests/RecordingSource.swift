import Foundation
import Synchronization
import Transport

/// Mails with numbers for names; notes what the connection does with each.
final class RecordingSource: MailSource {
  struct Mail: Sendable {
    let number: Int
    var envelope: Envelope
    var content: String
    var traits = ContentTraits()

    init(_ number: Int, to recipient: String? = nil, from sender: String = "from@example.org", content: String? = nil) {
      self.number = number
      envelope = Envelope(sender: sender, recipient: recipient ?? "to\(number)@example.org")
      self.content = content ?? "Subject: \(number)\r\n\r\nMail \(number)\r\n"
    }
  }

  struct CannotCompose: Error {}
  struct CannotNote: Error {}

  private struct State {
    var mails: ArraySlice<Mail>
    var begun: [Int] = []
    var outcomes: [Int: [Outcome]] = [:]
    var threads: Set<String> = []
  }

  private let state: Mutex<State>
  private let refusesIntent: Int?
  private let whenFinished: @Sendable (Int, Outcome) -> Void

  init(_ mails: [Mail], refusesIntent: Int? = nil, whenFinished: @escaping @Sendable (Int, Outcome) -> Void = { _, _ in }) {
    state = Mutex(State(mails: mails[...]))
    self.refusesIntent = refusesIntent
    self.whenFinished = whenFinished
  }

  convenience init(count: Int) { self.init((0..<count).map { Mail($0) }) }

  var begun: [Int] { state.withLock { $0.begun } }
  /// All outcomes of each mail that was taken; an empty list is a mail that was taken and not finished.
  var outcomes: [Int: [Outcome]] { state.withLock { $0.outcomes } }
  /// The names of the threads that mails were taken on.
  var threads: Set<String> { state.withLock { $0.threads } }
  var left: Int { state.withLock { $0.mails.count } }
  func outcome(_ number: Int) -> Outcome? { outcomes[number]?.first }

  func next() -> Mail? {
    let thread = (try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)) ?? ""
    return state.withLock { state in
      state.threads.insert(thread.trimmingCharacters(in: .whitespacesAndNewlines))
      let mail = state.mails.popFirst()
      if let mail { state.outcomes[mail.number] = [] }
      return mail
    }
  }

  func envelope(of mail: Mail) -> Envelope { mail.envelope }

  func content(of mail: Mail, into buffer: inout [UInt8]) throws -> ContentTraits {
    guard mail.content != "throw" else { throw CannotCompose() }
    buffer.append(contentsOf: mail.content.utf8)
    return mail.traits
  }

  func contentBegins(_ mail: Mail) throws {
    guard mail.number != refusesIntent else { throw CannotNote() }
    state.withLock { $0.begun.append(mail.number) }
  }

  func finished(_ mail: Mail, _ outcome: Outcome) {
    state.withLock { $0.outcomes[mail.number, default: []].append(outcome) }
    whenFinished(mail.number, outcome)
  }
}

extension Outcome {
  /// Its name, for tables.
  var name: String {
    switch self {
    case .accepted: "accepted"
    case .refused(let reply, let verb): "\(reply.code) at \(verb.rawValue)"
    case .unsendable(let status, _): "unsendable \(status)"
    case .notSent: "notSent"
    case .inDoubt: "inDoubt"
    }
  }

  var isAccepted: Bool { name == "accepted" }
}
