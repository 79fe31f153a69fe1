public import FoundationEssentials

/// A moment as PostgreSQL's `timestamptz` has it: exact microseconds, and `infinity` beyond them all.
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Since 2000-01-01T00:00:00Z; the greatest and the least number are infinity and -infinity.
  public let microseconds: Int64

  public init(microseconds: Int64) { self.microseconds = microseconds }

  public static let infinity = Timestamp(microseconds: .max)
  public static let negativeInfinity = Timestamp(microseconds: .min)
  public static var now: Timestamp { Timestamp(Date()) }

  /// Rounded to the microsecond. `Date.distantFuture` and `distantPast` become infinite.
  public init(_ date: Date) {
    self =
      switch date {
      case .distantFuture...: .infinity
      case ...Date.distantPast: .negativeInfinity
      default: Timestamp(microseconds: 0) + (date.timeIntervalSinceReferenceDate + Self.referenceDate)
      }
  }

  /// The infinities are `Date.distantFuture` and `Date.distantPast`.
  public var date: Date {
    switch self {
    case .infinity: .distantFuture
    case .negativeInfinity: .distantPast
    default: Date(timeIntervalSinceReferenceDate: Double(microseconds) / 1e6 - Self.referenceDate)
    }
  }

  public var isFinite: Bool { self != .infinity && self != .negativeInfinity }

  public static func < (one: Timestamp, other: Timestamp) -> Bool { one.microseconds < other.microseconds }

  /// So many seconds later. An infinity stays what it is, and what PostgreSQL cannot hold (its years are -4713 to 294276) becomes one.
  public static func + (timestamp: Timestamp, seconds: Double) -> Timestamp {
    guard timestamp.isFinite else { return timestamp }
    guard let added = Int64(exactly: (seconds * 1e6).rounded()) else { return seconds > 0 ? .infinity : .negativeInfinity }
    let (sum, overflows) = timestamp.microseconds.addingReportingOverflow(added)
    if overflows ? added > 0 : sum >= end { return .infinity }
    return overflows || sum < start ? .negativeInfinity : Timestamp(microseconds: sum)
  }

  public static func - (timestamp: Timestamp, seconds: Double) -> Timestamp { timestamp + -seconds }

  /// Seconds from the other to this one; infinite where one of them is.
  public static func - (one: Timestamp, other: Timestamp) -> Double {
    guard one.isFinite, other.isFinite else { return one == other ? 0 : one > other ? .infinity : -.infinity }
    return (Double(one.microseconds) - Double(other.microseconds)) / 1e6
  }

  /// ISO 8601 in UTC with as much of a fraction as there is, `2026-11-21T09:30:00.25Z`; or `infinity`, `-infinity`.
  public var description: String { String(decoding: [UInt8](self, separator: UInt8(ascii: "T")), as: UTF8.self) }

  /// PostgreSQL's MIN_TIMESTAMP and END_TIMESTAMP (timestamp.h): 4714-11-24 BC, and what follows the year 294276.
  private static let start: Int64 = -211_813_488_000_000_000
  private static let end: Int64 = 9_223_371_331_200_000_000
  /// From 2000-01-01 to Foundation's reference date, 2001-01-01: 366 days.
  private static let referenceDate = 31_622_400.0
}
