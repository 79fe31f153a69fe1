import Foundation
import MessageFormat
import Testing

/// Against docs.slack.dev/messaging/formatting-message-text, Rocket.Chat's message-parser, and Mattermost's formatting and Slack compatibility.
struct ChatRenderingTests {
  private static let nothing = "\u{200b}"

  private func post(_ text: String, _ dialect: ChatDialect) throws -> String {
    try TextMessage(text: text, isTemplate: false).rendered(for: dialect, name: nil, variables: nil)
  }

  private func post(_ text: String, x: String, _ dialect: ChatDialect) throws -> String {
    let variables = try JSONSerialization.data(withJSONObject: ["x": x, "list": [["y": x]]])
    return try TextMessage(text: text).rendered(for: dialect, name: x, variables: String(decoding: variables, as: UTF8.self))
  }

  @Test(
    "Markdown becomes Slack's mrkdwn",
    arguments: [
      ("**b** __b__ *i* _i_ ~~s~~ `c`", "*b* *b* _i_ _i_ ~s~ `c`"), ("***both***", "*_both_*"), ("**b *i* b**", "*b _i_ b*"),
      ("[a *b*](https://e.org/?a=1&b=2)", "<https://e.org/?a=1&amp;b=2|a _b_>"), ("<https://e.org>", "<https://e.org>"),
      ("![logo](https://e.org/l.png)", "<https://e.org/l.png|logo>"), ("[w](https://e.org/a_(b) \"T\")", "<https://e.org/a_(b)|w>"),
      ("a < b & c > d <!channel>", "a &lt; b &amp; c &gt; d &lt;!channel&gt;"), ("- a\n* b\n  + c\n1. d", "• a\n• b\n  • c\n1. d"),
      ("# Big **news**", "*Big news*"), ("> quoted *i*", "> quoted _i_"),
      ("```swift\na < b **c** @all\n```\n*i*", "```\na &lt; b **c** @all\n```\n_i_"),
      ("~~~\nx\n~~~", "```\nx\n```"), ("```\nopen", "```\nopen\n```"), ("``a`b``", "`aˋb`"), ("`**b** <`", "`**b** &lt;`"),
      ("2 * 3 * 4", "2 * 3 * 4"), (#"\*no\*"#, "∗no∗"), ("snake_case_name a*b", "snake_case_name a∗b"), ("**open", "∗∗open"),
      ("**a `**` b** [ [c](https://e.org)", "*a `**` b* [ <https://e.org|c>"),
      ("https://e.org/_a_?b=*", "https://e.org/_a_?b=∗"), ("see https://e.org/a_b, **b**", "see https://e.org/a_b, *b*"),
      ("@channel @here @all @everyone.", "<!channel> <!here> <!channel> <!everyone>."),
      ("ann@all.org @allen `@all`", "ann@all.org @allen `@all`"),
    ])
  func slack(text: String, expected: String) throws { #expect(try post(text, .slack) == expected) }

  @Test(
    "Markdown becomes Rocket.Chat's",
    arguments: [
      ("**b** __b__ *i* _i_ ~~s~~ `c`", "**b** **b** _i_ _i_ ~~s~~ `c`"), ("***both***", "**_both_**"),
      ("[a](https://e.org/?a=1&b=2)", "[a](https://e.org/?a=1&b=2)"), ("![logo](https://e.org/l.png)", "![logo](https://e.org/l.png)"),
      ("a < b & c", "a < b & c"), ("* a\n+ b", "- a\n- b"), ("##### five", "#### five"), ("```swift\n**c**\n```", "```swift\n**c**\n```"),
      ("2 * 3 * 4", #"2 \* 3 \* 4"#), (#"\*no\*"#, #"\*no\*"#), ("@channel @here @all @everyone @ann", "@all @here @all @all @ann"),
    ])
  func rocketchat(text: String, expected: String) throws { #expect(try post(text, .rocketchat) == expected) }

  @Test(
    "Mattermost gets the author's Markdown as it is",
    arguments: [
      "**b** __b__ *i* _i_ ~~s~~ `c` ``a`b``", "***both*** **open 2 * 3", "[a *b*](https://e.org/a_(b))", "a < b & c > d", "- a\n* b\n+ c",
      "##### five",
      "```swift\n**c** @all\n```", #"\*no\* \\ \a"#, "| a | b |\n|---|---|\n| 1 | 2 |", "@channel @here @all @ann", "https://e.org/_a_?b=*",
      "> q\n\n    code",
    ])
  func mattermost(text: String) throws { #expect(try post(text, .mattermost) == text) }

  @Test(
    "what a variable holds is text",
    arguments: [
      ("*a* _b_ ~~c~~ `d`", "∗a∗ ˍbˍ ∼∼c∼∼ ˋdˋ", #"\*a\* \_b\_ \~\~c\~\~ \`d\`"#, #"\*a\* \_b\_ \~\~c\~\~ \`d\`"#),
      (
        "<!channel> <@U1>", "&lt;!channel&gt; &lt;@\(nothing)U1&gt;", "<\(nothing)!channel> <\(nothing)@\(nothing)U1>",
        "&lt;!channel&gt; &lt;@\(nothing)U1&gt;"
      ),
      (
        "@channel a.@here", "@\(nothing)channel a.@\(nothing)here", "@\(nothing)channel a.@\(nothing)here",
        "@\(nothing)channel a.@\(nothing)here"
      ),
      ("ann@example.org snake_case", "ann@example.org snake_case", "ann@example.org snake_case", "ann@example.org snake_case"),
      ("[t](https://e.org)", "[t](https://e.org)", "[t]\(nothing)(https://e.org)", #"\[t\](https://e.org)"#),
      ("<https://e.org|t>", "&lt;https://e.org|t&gt;", "<\(nothing)https://e.org\u{2223}t>", "&lt;https://e.org&#124;t&gt;"),
      ("https://e.org/?a_=1&b=~u", "https://e.org/?a_=1&amp;b=~u", "https://e.org/?a_=1&b=~u", "https://e.org/?a_=1&b=~u"),
      ("https://e.org/@all", "https://e.org/@\(nothing)all", "https://e.org/@\(nothing)all", "https://e.org/@\(nothing)all"),
      ("&lt; C:\\a\\*", "&amp;lt; C:\\a\\∗", "&lt; C:\\a\\\(nothing)\\*", #"&amp;lt; C:\a\\\*"#),
      ("\u{e000} \(Fixture.noncharacter)", "\u{e000} \u{fffd}", "\u{e000} \u{fffd}", "\u{e000} \u{fffd}"),
    ])
  func variables(x: String, slack: String, rocketchat: String, mattermost: String) throws {
    // A name, a variable and what a section shows.
    for tag in ["{{name}}", "{{variables.x}}", "{{{variables.x}}}", "{{#variables.list}}{{y}}{{/variables.list}}"] {
      #expect(try post("It is \(tag)", x: x, .slack) == "It is \(slack)")
      #expect(try post("It is \(tag)", x: x, .rocketchat) == "It is \(rocketchat)")
      #expect(try post("It is \(tag)", x: x, .mattermost) == "It is \(mattermost)")
    }
  }

  @Test("a variable opens no block", arguments: ["# x", "- x", "+ x", "1. x", "> x", "=== x"])
  func blocks(x: String) throws {
    for dialect in ChatDialect.allCases {
      for line in try post("{{name}}", x: "\(x)\n\(x)", dialect).split(separator: "\n") {
        #expect(line.contains(Self.nothing) || line == "&gt; x", "\(dialect)")
      }
    }
  }

  @Test("a backslash before a variable, or at its end, changes neither")
  func backslashes() throws {
    #expect(try post("\\{{name}}*b*", x: "*a\\", .mattermost) == #"\\\*a\\*b*"#)
    #expect(try post("\\{{name}}*b*", x: "*a\\", .slack) == #"\∗a\_b_"#)
    #expect(try post("\\{{name}}*b*", x: "*a\\", .rocketchat) == "\\\(Self.nothing)\\*a\\\(Self.nothing)_b_")
  }

  @Test("a variable neither closes code nor mentions in it")
  func code() throws {
    let x = "a` ```\n<!here> @all & *b*"
    let mattermost = "aˋ ˋˋˋ\n<\(Self.nothing)!here> @\(Self.nothing)all & *b*"
    #expect(try post("```\n{{name}}\n```", x: x, .mattermost) == "```\n\(mattermost)\n```")
    #expect(try post("```\n{{name}}\n```", x: x, .slack) == "```\naˋ ˋˋˋ\n&lt;!here&gt; @\(Self.nothing)all &amp; *b*\n```")
    #expect(try post("`{{name}}`", x: "a`b_c_", .rocketchat) == "`aˋb_c_`")
    #expect(try post("````\n```\n{{name}}\n````", x: "````\n~~~", .mattermost) == "````\n```\nˋˋˋˋ\n~~~\n````")
    #expect(try post("~~~\n{{name}}\n~~~", x: "~~~\na", .mattermost) == "```\n~~~\na\n```")
  }

  @Test("a variable between the author's angle brackets is no mention and no link")
  func brackets() throws {
    #expect(try post("<{{name}}>", x: "!channel", .mattermost) == "<\(Self.nothing)!channel>")
    #expect(try post("`<{{name}}>`", x: "!channel", .mattermost) == "`<\(Self.nothing)!channel>`")
    #expect(try post("<{{name}}>", x: "@u1", .mattermost) == "<@\(Self.nothing)u1>")
    #expect(try post("<{{name}}>", x: "e.org|t", .mattermost) == "<e.org&#124;t>")
    #expect(try post("<{{name}}>", x: "!channel", .slack) == "&lt;!channel&gt;")
    #expect(try post("<{{name}}>", x: "https://e.org|t", .slack) == "<https://e.org%7Ct>")
  }

  @Test("a variable can be the address or the text of a link, and leaves neither")
  func links() throws {
    let text = "[**{{name}}**]({{variables.x}})"
    let x = "https://e.org/?a=(1)|<@b>_c_"
    #expect(try post("[go]({{name}})", x: x, .slack) == "<https://e.org/?a=%281%29%7C%3C%40b%3E_c_|go>")
    #expect(try post("[go]({{name}})", x: x, .mattermost) == "[go](https://e.org/?a=%281%29%7C%3C%40b%3E_c_)")
    #expect(try post(text, x: "a](b", .slack) == "<a%5D%28b|*a](b*>")
    #expect(try post(text, x: "a](b", .rocketchat) == "[**a]\(Self.nothing)(b**](a%5D%28b)")
    #expect(try post(text, x: "a](b", .mattermost) == #"[**a\](b**](a%5D%28b)"#)
  }

  @Test("whatever a variable holds, no markup or mention of it comes out", arguments: ChatDialect.allCases, 1...3)
  func fuzz(dialect: ChatDialect, seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let pieces = [
      "<!channel>", "@all", "<@U1>", "<https://e.org|x>", "*", "_", "~~", "`", "```", "\n", " ", "a", "\\", "](", "[", ")", "&lt;", "|",
      "h", "https://",
    ]
    let templates = [
      "{{name}}", "**{{name}}** x", "<{{name}}>", "`{{name}}`", "[a]({{name}})", "[{{name}}](https://e.org)", "```\n{{name}}\n```",
      "*{{name}}",
      "\\{{name}}",
    ]
    for _ in 0..<400 {
      let x =
        "." + (0..<Int.random(in: 1...8, using: &random)).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }.joined()
      for template in templates {
        let post = try post(template, x: x, dialect)
        // Rocket.Chat knows no such sequences.
        #expect(dialect == .rocketchat || !post.contains("<!") && !post.contains("<@"), "\(template) \(x.debugDescription)")
        // After an ASCII letter or digit it is no mention.
        let isMention = post.ranges(of: "@all").contains { range in
          post[..<range.lowerBound].last.map { !$0.isASCII || !$0.isLetter && !$0.isNumber } ?? true
        }
        #expect(!isMention, "\(template) \(x.debugDescription): \(post.debugDescription)")
        if dialect == .slack {
          let controls = post.split(separator: "<", omittingEmptySubsequences: false).dropFirst()
          #expect(
            controls.count <= 1 && controls.allSatisfy { $0.contains(">") }, "\(template) \(x.debugDescription): \(post.debugDescription)")
        }
      }
    }
  }

  @Test("a long line of delimiters that close nothing stays as it is")
  func delimiters() throws {
    for piece in ["*a ", "**a", "_a ", "~~a ", "`a ``", "[a ", "[a](", "<http://", "<a ", "@a ", #"\a"#, "*`a "] {
      let text = String(repeating: piece, count: 1_000)
      #expect(try post(text, .mattermost) == text)
    }
  }

  @Test("a variable completes no mention of the author's", arguments: ChatDialect.allCases)
  func completedMention(_ dialect: ChatDialect) throws {
    for (template, name) in [
      ("Hello @{{name}}", "channel"), ("Hello @{{name}}", "here"), ("@chan{{name}} !", "nel"), ("@{{name}}nel", "chan"),
    ] {
      let text = try TextMessage(text: template).rendered(for: dialect, name: name, variables: nil)
      #expect(text.contains("@\u{200b}") && !text.contains("<!"), "\(template) \(name): \(text)")
    }
    #expect(try TextMessage(text: "Ask @{{name}}").rendered(for: dialect, name: "ann", variables: nil) == "Ask @ann")
  }
}
