/// The markup that a team chat understands, and what it takes at once.
public enum ChatDialect: String, Sendable, CaseIterable, Codable {
  case mattermost, rocketchat, slack

  /// Characters that a post can have: PostMessageMaxRunes of Mattermost, the default of Rocket.Chat's Message_MaxAllowedSize, and what
  /// Slack takes before it cuts.
  public var limit: Int {
    switch self {
    case .mattermost: 16_383
    case .rocketchat: 5_000
    case .slack: 40_000
    }
  }

  enum Style { case bold, italic, strike }

  /// What stands on both sides of a styled text. Mattermost keeps what the author wrote.
  func mark(_ style: Style, written: String) -> String {
    switch (self, style) {
    case (.mattermost, _): written
    case (.rocketchat, .bold): "**"
    case (.rocketchat, .strike): "~~"
    case (.slack, .bold): "*"
    case (.slack, .strike): "~"
    case (_, .italic): "_"
    }
  }

  /// A mention of everybody, of those who are online for `here`; nil for any other word.
  func mention(_ word: String) -> String? {
    switch (self, word) {
    case (.mattermost, "channel"), (.mattermost, "all"), (.mattermost, "here"), (.rocketchat, "here"): "@\(word)"
    case (.mattermost, "everyone"), (.rocketchat, "channel"), (.rocketchat, "all"), (.rocketchat, "everyone"): "@all"
    case (.slack, "all"): "<!channel>"
    case (.slack, "channel"), (.slack, "here"), (.slack, "everyone"): "<!\(word)>"
    default: nil
    }
  }
}
