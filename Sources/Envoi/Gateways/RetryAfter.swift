internal import Glibc

/// The header Retry-After (RFC 9110 10.2.3): seconds, or a date.
enum RetryAfter {
  /// Seconds from now, at most a day; nil where it cannot be read, or says at once: the ordinary pause does then.
  static func seconds(_ value: String?, now: Int = time(nil)) -> Double? {
    guard let value, let seconds = Int(value) ?? date(value).map({ $0 - now }), seconds > 0 else { return nil }
    return Double(min(seconds, 86400))
  }

  /// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 5.6.7; the older forms are not sent any more) as seconds since 1970.
  private static func date(_ text: String) -> Int? {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let words = text.split(separator: " ")
    guard words.count == 6, words[5] == "GMT", let day = Int32(words[1]), let month = months.firstIndex(of: String(words[2])),
      let year = Int32(words[3]), (1970...9999).contains(year)
    else { return nil }
    let clock = words[4].split(separator: ":").compactMap { Int32($0) }
    guard clock.count == 3 else { return nil }
    var date = tm()
    (date.tm_year, date.tm_mon, date.tm_mday) = (year - 1900, Int32(month), day)
    (date.tm_hour, date.tm_min, date.tm_sec) = (clock[0], clock[1], clock[2])
    return timegm(&date)
  }
}
