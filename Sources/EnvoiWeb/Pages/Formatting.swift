internal import Envoi
internal import Foundation
internal import Postgres

/// Numbers, dates and times as a language has them.
struct Formatting: Sendable {
  let locale: Locale
  private let zone: TimeZone

  /// - Parameter zone: IANA name; UTC where it is none.
  init(_ language: Language, zone: String = "UTC") {
    locale = Locale(identifier: language == .en ? "en_GB" : language.rawValue)
    self.zone = TimeZone(identifier: zone) ?? .gmt
  }

  func number(_ number: Int) -> String { number.formatted(.number.locale(locale)) }

  /// To the second, as `<time>` has it beside the machine's form.
  func time(_ time: Timestamp) -> Moment {
    guard time.isFinite else { return Moment(text: "∞", machine: "") }
    let style = Date.FormatStyle(date: .abbreviated, time: .standard, locale: locale, timeZone: zone)
    return Moment(text: time.date.formatted(style), machine: time.date.formatted(Date.ISO8601FormatStyle()))
  }

  /// Hours and minutes.
  func clock(_ time: Timestamp) -> String {
    time.date.formatted(Date.FormatStyle(date: .omitted, time: .shortened, locale: locale, timeZone: zone))
  }

  /// `3 min`, `2 h`: how long ago, or until when.
  func span(_ seconds: Double) -> String {
    Duration.seconds(abs(seconds)).formatted(
      .units(allowed: [.days, .hours, .minutes, .seconds], width: .narrow, maximumUnitCount: 2).locale(locale))
  }

  struct Moment: Sendable {
    let text: String
    let machine: String
  }
}
