internal import Envoi

extension Count {
  /// `1,234`, or `about 10,000` where it is an estimate.
  func text(_ formatting: Formatting, _ labels: Labels) -> String {
    let text = formatting.number(number)
    return isExact ? text : labels("count_about", ["n": text])
  }
}
