internal import Envoi

extension Explanation {
  /// In the words of the admin. What it quotes stays as it was said.
  func text(_ labels: Labels, _ formatting: Formatting) -> String {
    let values = values.mapValues { value in
      switch value {
      case .text(let text): text
      case .time(let time): formatting.time(time).text
      case .number(let number): formatting.number(number)
      case .reason(let reason): labels("reason_\(reason.rawValue)")
      case .channel(let channel): labels("channel_\(channel.rawValue)")
      }
    }
    let sentence = labels("explain_\(kind.rawValue)", values)
    return quotation.map { sentence + labels("colon") + $0 } ?? sentence
  }
}
