internal import Envoi
internal import Foundation
internal import Postgres

/// A time as a clock on the wall shows it: `2026-11-22T09:30`, as `<input type="datetime-local">` has it.
struct LocalTime: Sendable {
  private let text: String
  /// As if it were UTC.
  private let naive: Date

  init(_ text: String, field: String) throws(InvalidInput) {
    guard text.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?/) != nil,
      let moment = try? Timestamp(iso8601: "\(text)\(text.utf8.count == 16 ? ":00" : "")Z", field: field)
    else { throw InvalidInput(field, "must be a date and a time, like 2026-11-22T09:30", text) }
    (self.text, naive) = (text, moment.date)
  }

  /// The only moment at which the clocks of a zone show it.
  ///
  /// - Throws: ``InvalidInput`` where they never do, or twice: the nights in which clocks are changed.
  func moment(in zone: TimeZone, field: String) throws(InvalidInput) -> Timestamp {
    // No zone is further from UTC than a day, nor changes twice within two.
    let offsets = Set([-86_400, 86_400].map { zone.secondsFromGMT(for: naive + $0) })
    let moments = offsets.map { naive - Double($0) }.filter { zone.secondsFromGMT(for: $0) == Int(naive.timeIntervalSince($0)) }
    guard let moment = moments.first else {
      throw InvalidInput(field, "does not exist in \(zone.identifier): the clocks are put forward over it; take a later time", text)
    }
    guard moments.count == 1 else {
      throw InvalidInput(field, "is there twice in \(zone.identifier): the clocks are put back then; take an earlier or a later time", text)
    }
    return Timestamp(moment)
  }
}
