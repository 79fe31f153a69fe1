extension [UInt8] {
  /// The timestamp as ISO 8601 in UTC. PostgreSQL reads it too, with either separator.
  init(_ timestamp: Timestamp, separator: UInt8) {
    self = []
    append(timestamp, separator: separator)
  }

  mutating func append(_ timestamp: Timestamp, separator: UInt8) {
    guard timestamp.isFinite else { return self += (timestamp == .infinity ? "infinity" : "-infinity").utf8 }
    let (days, microseconds) = timestamp.microseconds.flooredDivision(by: 86_400_000_000)
    let (seconds, fraction) = microseconds.flooredDivision(by: 1_000_000)
    let (year, month, day) = civil(days: days)
    // PostgreSQL has no year 0: 1 BC is written as 0001 with BC behind.
    append(decimal: (year > 0 ? year : 1 - year).magnitude, digits: 4)
    append(UInt8(ascii: "-"))
    append(decimal: month.magnitude, digits: 2)
    append(UInt8(ascii: "-"))
    append(decimal: day.magnitude, digits: 2)
    append(separator)
    append(decimal: (seconds / 3600).magnitude, digits: 2)
    append(UInt8(ascii: ":"))
    append(decimal: (seconds / 60 % 60).magnitude, digits: 2)
    append(UInt8(ascii: ":"))
    append(decimal: (seconds % 60).magnitude, digits: 2)
    if fraction > 0 {
      append(UInt8(ascii: "."))
      append(decimal: fraction.magnitude, digits: 6)
      while last == UInt8(ascii: "0") { removeLast() }
    }
    append(UInt8(ascii: "Z"))
    if year <= 0 { self += " BC".utf8 }
  }
}

extension Int64 {
  /// The remainder is never negative.
  fileprivate func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}

/// The proleptic Gregorian date so many days after 2000-01-01, in eras of 400 years that begin on 1 March
/// (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days).
private func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
  let (era, dayOfEra) = (days + 730_425).flooredDivision(by: 146_097)
  let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let monthFromMarch = (5 * dayOfYear + 2) / 153
  let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
}
