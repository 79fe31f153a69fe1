public import Postgres

extension Timestamp {
  /// A time with its zone, as in `2026-11-21T09:30:00+01:00` or `...Z` (RFC 3339, 5.6; ISO 8601 lets the zone have no colon).
  public init(iso8601 text: String, field: String) throws(InvalidInput) {
    guard let time = Self.parse(Array(text.utf8)) else {
      throw InvalidInput(field, "must be a time with its zone, like 2026-11-21T09:30:00+01:00", text)
    }
    self = time
  }

  private static func parse(_ bytes: [UInt8]) -> Timestamp? {
    var rest = bytes[...]
    func number(_ digits: Int, _ range: ClosedRange<Int>) -> Int? {
      guard rest.count >= digits, rest.prefix(digits).allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
        return nil
      }
      defer { rest = rest.dropFirst(digits) }
      let number = rest.prefix(digits).reduce(0) { 10 * $0 + Int($1 - UInt8(ascii: "0")) }
      return range.contains(number) ? number : nil
    }
    func has(_ characters: String) -> Bool {
      guard let byte = rest.first, characters.utf8.contains(byte) else { return false }
      rest = rest.dropFirst()
      return true
    }
    guard let year = number(4, 1...9999), has("-"), let month = number(2, 1...12), has("-"),
      let day = number(2, 1...days(in: month, of: year)), has("Tt"), let hour = number(2, 0...23), has(":"), let minute = number(2, 0...59),
      has(":"), let second = number(2, 0...60)
    else { return nil }
    var fraction = 0.0
    if has(".") {
      let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      guard !digits.isEmpty, let value = Double("0." + String(decoding: digits, as: UTF8.self)) else { return nil }
      (fraction, rest) = (value, rest.dropFirst(digits.count))
    }
    var offset = 0
    if !has("Zz") {
      let sign = has("+") ? 1 : has("-") ? -1 : 0
      guard sign != 0, let hours = number(2, 0...23), has(":") || true, let minutes = number(2, 0...59) else { return nil }
      offset = sign * (hours * 60 + minutes) * 60
    }
    guard rest.isEmpty else { return nil }
    let seconds = days(to: (year, month, day)) * 86_400 + hour * 3600 + minute * 60 + second - offset
    return Timestamp(microseconds: Int64(seconds) * 1_000_000 + Int64(fraction * 1e6))
  }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days after 2000-01-01 of the proleptic Gregorian date (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil).
  private static func days(to date: (year: Int, month: Int, day: Int)) -> Int {
    let year = date.month <= 2 ? date.year - 1 : date.year
    let (era, yearOfEra) = (year / 400, year % 400)
    let dayOfYear = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 730_425
  }
}
