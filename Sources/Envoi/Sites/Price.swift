internal import Foundation

/// What one part of an SMS costs: `0.045 EUR`.
public struct Price: Sendable, Equatable {
  private let amount: Decimal
  private let currency: String

  init(_ text: String, field: String) throws(InvalidInput) {
    guard let match = text.wholeMatch(of: /([0-9]{1,9}(?:\.[0-9]{1,6})?) ?([A-Z]{3})/), let amount = Decimal(string: String(match.1)) else {
      throw InvalidInput(field, "must be an amount and a currency, like 0.045 EUR", text)
    }
    (self.amount, currency) = (amount, String(match.2))
  }

  /// `0.09 EUR` for two parts.
  public func times(_ parts: Int) -> String { "\(amount * Decimal(parts)) \(currency)" }
}
