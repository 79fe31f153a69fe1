import Foundation
import Synchronization
import Transport

/// Requests with numbers for names; notes what the connection does with each.
final class RequestList: RequestSource {
  struct CannotCompose: Error {}
  struct CannotNote: Error {}

  private struct State {
    var next = 0
    var begun: [Int] = []
    var exchanges: [Int: [Exchange]] = [:]
    var threads: Set<String> = []
  }

  private let count: Int
  private let make: @Sendable (Int) throws -> HTTPRequest
  private let refusesIntent: Int?
  private let beforeNext: @Sendable (Int) -> Void
  private let further: @Sendable (Int, Exchange) -> HTTPRequest?
  private let state = Mutex(State())

  init(
    count: Int = 1, refusesIntent: Int? = nil, beforeNext: @escaping @Sendable (Int) -> Void = { _ in },
    further: @escaping @Sendable (Int, Exchange) -> HTTPRequest? = { _, _ in nil }, make: @escaping @Sendable (Int) throws -> HTTPRequest
  ) {
    self.count = count
    self.make = make
    self.refusesIntent = refusesIntent
    self.beforeNext = beforeNext
    self.further = further
  }

  /// Posts to one URL, with their numbers for bodies.
  convenience init(count: Int = 1, to url: String, beforeNext: @escaping @Sendable (Int) -> Void = { _ in }) {
    self.init(count: count, beforeNext: beforeNext) { HTTPRequest(method: "POST", url: url, body: Array("\($0)".utf8)) }
  }

  var begun: [Int] { state.withLock { $0.begun } }
  /// The names of the threads that items were taken on.
  var threads: Set<String> { state.withLock { $0.threads } }
  var left: Int { state.withLock { count - $0.next } }
  func exchanges(_ number: Int) -> [Exchange] { state.withLock { $0.exchanges[number] ?? [] } }
  func response(_ number: Int = 0) -> HTTPResponse? { exchanges(number).first?.response }
  func trouble(_ number: Int = 0) -> Trouble? {
    guard case .notSent(let trouble) = exchanges(number).first else { return nil }
    return trouble
  }
  /// What became of each item's requests.
  var names: [String] { (0..<count).map { exchanges($0).map(\.name).joined(separator: ", ") } }

  func next() -> Int? {
    let thread = (try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)) ?? ""
    let number: Int? = state.withLock { state in
      state.threads.insert(thread.trimmingCharacters(in: .whitespacesAndNewlines))
      guard state.next < count else { return nil }
      state.next += 1
      return state.next - 1
    }
    if let number { beforeNext(number) }
    return number
  }

  func request(for item: Int) throws -> HTTPRequest { try make(item) }

  func requestBegins(_ item: Int) throws {
    guard item != refusesIntent else { throw CannotNote() }
    state.withLock { $0.begun.append(item) }
  }

  func finished(_ item: Int, _ exchange: Exchange) -> HTTPRequest? {
    state.withLock { $0.exchanges[item, default: []].append(exchange) }
    return further(item, exchange)
  }
}

extension Exchange {
  var response: HTTPResponse? {
    guard case .answered(let response) = self else { return nil }
    return response
  }

  /// Its name, for tables.
  var name: String {
    switch self {
    case .answered(let response): "\(response.status)\(response.isCut ? " cut" : "")"
    case .unsendable: "unsendable"
    case .notSent: "notSent"
    case .inDoubt: "inDoubt"
    }
  }
}

extension HTTPConnection {
  /// Delivers, and gives the trouble that it threw.
  func trouble(_ list: RequestList) async -> Trouble? {
    do throws(Trouble) {
      try await deliver(list)
      return nil
    } catch {
      return error
    }
  }
}

extension HTTPOptions {
  /// Long enough for a server that answers on a busy machine.
  static var impatient: HTTPOptions {
    var options = HTTPOptions()
    (options.timeout, options.connectTimeout) = (.seconds(2), .seconds(2))
    return options
  }
}
