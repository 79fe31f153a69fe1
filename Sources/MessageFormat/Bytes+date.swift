import Glibc

import struct Foundation.Date

extension [UInt8] {
  /// RFC 5322 section 3.3 with a numeric zone: `Sat, 21 Nov 2026 10:15:00 +0000`.
  mutating func appendDate(_ date: Date) {
    var seconds = time_t(date.timeIntervalSince1970.rounded(.down))
    var time = tm()
    gmtime_r(&seconds, &time)
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    self += days[Int(time.tm_wday)].utf8
    self += ", ".utf8
    appendDigits(time.tm_mday, " ")
    self += months[Int(time.tm_mon)].utf8
    self += " \(time.tm_year + 1900) ".utf8
    appendDigits(time.tm_hour, ":")
    appendDigits(time.tm_min, ":")
    appendDigits(time.tm_sec, " ")
    self += "+0000".utf8
  }

  private mutating func appendDigits(_ number: Int32, _ separator: Unicode.Scalar) {
    append(UInt8(ascii: "0") + UInt8(number / 10))
    append(UInt8(ascii: "0") + UInt8(number % 10))
    append(UInt8(ascii: separator))
  }
}
