extension ChatWriter {
  /// Stops a mention or a block, and is not seen.
  private static let nothing: Unicode.Scalar = "\u{200b}"

  /// A character that must not be markup, escaped where the dialect can and else replaced by one that looks like it.
  ///
  /// Mattermost: what its fork of marked takes after a backslash; `<` and `|` as entities, since its webhooks read Slack's `<!channel>`,
  /// `<@id>` and `<url|text>` before any Markdown. Rocket.Chat: what its message-parser takes after a backslash. Slack: entities, and
  /// nothing else can be escaped.
  mutating func text(_ plain: Unicode.Scalar, before next: Unicode.Scalar?) {
    let next = next.map { $0.unprotected ?? $0 }
    let isInWord = output.last?.isWordCharacter == true
    switch (dialect, plain) {
    case (_, "@"): output += isInWord ? [plain] : [plain, Self.nothing]
    case (_, "_") where isInWord && next?.isWordCharacter == true: output.append(plain)
    case (_, "#"), (_, "-"), (_, "+"), (_, "="), (_, "."): output += isFirstOfLine ? [Self.nothing, plain] : [plain]
    case (.mattermost, "\\"): write(next?.isWordCharacter == true ? "\\" : "\\\\")
    case (.mattermost, "|"): write("&#124;")
    case (.mattermost, "!") where output.last == "<": output += [Self.nothing, plain]
    case (.mattermost, "*"), (.mattermost, "_"), (.mattermost, "~"), (.mattermost, "`"), (.mattermost, "["), (.mattermost, "]"),
      (.rocketchat, "*"), (.rocketchat, "_"), (.rocketchat, "~"), (.rocketchat, "`"):
      output += ["\\", plain]
    case (.rocketchat, "\\") where next?.isWordCharacter == false && next?.properties.isWhitespace == false:
      output += [plain, Self.nothing]
    case (.rocketchat, "<"): output += [plain, Self.nothing]
    case (.rocketchat, ">"): output += isFirstOfLine ? [Self.nothing, plain] : [plain]
    case (.rocketchat, "|"): output.append("\u{2223}")
    case (.rocketchat, "]"): output += next == "(" ? [plain, Self.nothing] : [plain]
    case (.slack, "*"), (.slack, "_"), (.slack, "~"), (.slack, "`"): output.append(isAlone(before: next) ? plain : plain.lookAlike)
    case (.slack, ">") where isFirstOfLine: write("\(Self.nothing)&gt;")
    case (.mattermost, _), (.slack, _):
      if let entity = plain.entity { write(entity) } else { output.append(plain) }
    default: output.append(plain)
    }
  }

  /// Content of a code span or a fence. Only its end, a mention and what the chats read before they look for code must not be in it.
  mutating func code(_ range: Range<Int>) {
    for scalar in source[range] {
      let plain = scalar.unprotected ?? scalar
      switch (dialect, plain) {
      case (_, "@") where plain != scalar: text(plain, before: nil)
      case (_, "`"): output.append(plain != scalar || dialect != .mattermost ? plain.lookAlike : plain)
      case (.mattermost, "<") where plain != scalar: output += [plain, Self.nothing]
      case (.mattermost, "!") where plain != scalar: text(plain, before: nil)
      case (.slack, _):
        if let entity = plain.entity { write(entity) } else { output.append(plain) }
      default: output.append(plain)
      }
    }
  }

  /// No letter stands before in the line, as far as it matters: a character here could make a heading, a list or a quote of it.
  private var isFirstOfLine: Bool {
    let before = output.reversed().prefix(64).first { $0 == "\n" || $0 == Self.nothing || $0.properties.isAlphabetic }
    return before ?? "\n" == "\n"
  }

  /// Slack styles nothing between blanks.
  private func isAlone(before next: Unicode.Scalar?) -> Bool { output.last ?? " " == " " && next ?? " " == " " }
}

extension Unicode.Scalar {
  /// ASCII letters and digits: what a mention cannot follow.
  var isWordCharacter: Bool { isASCII && UInt8(value).isAlphanumeric }

  /// How Slack and Mattermost write the characters of Slack's control sequences.
  var entity: String? {
    switch self {
    case "&": "&amp;"
    case "<": "&lt;"
    case ">": "&gt;"
    default: nil
    }
  }

  /// Another character that is read the same.
  fileprivate var lookAlike: Unicode.Scalar {
    switch self {
    case "*": "\u{2217}"
    case "_": "\u{2cd}"
    case "~": "\u{223c}"
    case "`": "\u{2cb}"
    default: self
    }
  }
}
