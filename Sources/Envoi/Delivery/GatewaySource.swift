internal import Synchronization
internal import Transport

/// Between one connection to a gateway and the queue: makes requests of parcels, and reads what the answers mean.
final class GatewaySource: RequestSource {
  /// The row that is under way: long chat messages go as several posts.
  private struct Current {
    var requests: [HTTPRequest] = []
    var done = 0
    /// As the row remembers it, so that the next attempt goes on there.
    var progress: String? { requests.count > 1 && done > 0 ? "\(done)/\(requests.count)" : nil }
  }

  private let lane: LaneSource
  private let desk: any Desk
  private let current = Mutex(Current())

  init(_ lane: LaneSource, _ desk: any Desk) { (self.lane, self.desk) = (lane, desk) }

  func next() -> Parcel? { lane.next() }

  func request(for parcel: Parcel) throws -> HTTPRequest {
    current.withLock { $0 = Current() }
    let requests = try desk.requests(for: parcel)
    // What was rendered otherwise since begins anew.
    let before = parcel.row.progress?.split(separator: "/").compactMap { Int($0) } ?? []
    let done = before.count == 2 && before[1] == requests.count && before[0] < requests.count ? before[0] : 0
    current.withLock { $0 = Current(requests: requests, done: done) }
    return requests[done]
  }

  func requestBegins(_ parcel: Parcel) throws { try lane.begins(parcel) }

  func finished(_ parcel: Parcel, _ exchange: Exchange) -> HTTPRequest? {
    switch exchange {
    case .answered(let response): return answered(parcel, desk.answer(to: response))
    case .unsendable(let why): record(.ended(parcel, .invalid, why: why))
    case .notSent(let trouble): record(Settlement(.notSent(trouble), of: parcel, in: lane.context))
    case .inDoubt(let why): record(Settlement(Answer(desk.silence, text: why), of: parcel, in: lane.context))
    }
    return nil
  }

  private func answered(_ parcel: Parcel, _ answer: Answer) -> HTTPRequest? {
    if answer.meaning == .accepted {
      let (next, progress) = current.withLock { current in
        current.done += 1
        return (current.done < current.requests.count ? current.requests[current.done] : nil, current.progress)
      }
      if let next { return next }
      record(.sent(parcel, code: answer.code, reply: answer.text, remoteID: answer.remoteID ?? progress))
    } else {
      var settlement = Settlement(answer, of: parcel, in: lane.context)
      settlement.remoteID = current.withLock(\.progress) ?? answer.remoteID
      lane.record(settlement, of: answer)
    }
    return nil
  }

  private func record(_ settlement: Settlement) {
    var settlement = settlement
    settlement.remoteID = settlement.remoteID ?? current.withLock(\.progress)
    lane.record(settlement)
  }
}
