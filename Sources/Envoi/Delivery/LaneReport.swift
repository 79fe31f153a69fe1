public import Foundation

/// What came of a site's pass.
public struct LaneReport: Sendable, Equatable {
  let siteID: Int32
  public let site: String
  public var sent = 0
  public var errors = 0
  /// Of the errors, those that are tried again.
  public var retried = 0
  public var retryFrom: Date?
  /// Rows that still wait: those that are due, and those that were put off because of trouble.
  public var left = 0
  /// The lane ended because its site or transport was changed: what is left goes the new way.
  var isOutdated = false
  /// Why nothing more is sent now.
  public var trouble: String?
  public var duration = Duration.zero

  init(_ site: Site, errors: Int = 0) {
    siteID = site.id
    self.site = site.domain
    self.errors = errors
  }

  /// Of the same site: one after the other.
  static func + (first: LaneReport, then: LaneReport) -> LaneReport {
    var sum = then
    sum.sent += first.sent
    sum.errors += first.errors
    sum.left += first.left
    sum.retried += first.retried
    sum.retryFrom = [first.retryFrom, then.retryFrom].compactMap(\.self).min()
    sum.duration += first.duration
    return sum
  }

  /// Of the same site at the same time, another way.
  func beside(_ other: LaneReport) -> LaneReport {
    var sum = self + other
    sum.duration = max(duration, other.duration)
    let troubles = [trouble, other.trouble].compactMap(\.self)
    sum.trouble = troubles.isEmpty ? nil : troubles.joined(separator: "; ")
    return sum
  }

  public var hadWork: Bool { sent + errors + left > 0 || trouble != nil }
}
