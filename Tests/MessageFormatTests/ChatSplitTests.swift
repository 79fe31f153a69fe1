import MessageFormat
import Testing

struct ChatSplitTests {
  @Test("limits are those of the servers")
  func limits() {
    #expect(ChatDialect.allCases.map(\.limit) == [16_383, 5_000, 40_000])
    #expect(ChatDialect.rocketchat.split(String(repeating: "a", count: 5_000)).map(\.count) == [5_000])
    #expect(ChatDialect.rocketchat.split(String(repeating: "a", count: 5_001)).map(\.count) == [5_000, 1])
  }

  @Test(
    "a text is cut between paragraphs, else lines, else at blanks, else between characters",
    arguments: [
      ("aa bb\n\ncc dd\nee", 12, ["aa bb", "cc dd\nee"]), ("aa bb\ncc dd", 8, ["aa bb", "cc dd"]), ("aa bb cc", 6, ["aa bb", "cc"]),
      ("aa bb cc", 5, ["aa bb", "cc"]), ("aaaaaaa", 3, ["aaa", "aaa", "a"]), ("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 12, ["👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"]),
      ("e\u{301}e\u{301}", 3, ["e\u{301}", "e\u{301}"]),
      ("👩‍👩‍👧‍👦a", 1, ["👩‍👩‍👧‍👦", "a"]), ("", 5, [""]), ("a\r\nb", 2, ["a", "b"]), ("aa\n\n\n\nbb", 4, ["aa", "bb"]),
    ])
  func cuts(text: String, limit: Int, posts: [String]) { #expect(ChatDialect.mattermost.split(text, limit: limit) == posts) }

  @Test("a fence that is cut is closed and opened again")
  func fences() {
    #expect(ChatDialect.mattermost.split("```swift\n  a\n  b\n```\nx", limit: 18) == ["```swift\n  a\n```", "```swift\n  b\n```\nx"])
    // Nothing is opened again only to be closed.
    #expect(ChatDialect.mattermost.split("```\naaaa bbbb\n```\nx", limit: 17) == ["```\naaaa bbbb\n```", "x"])
  }

  @Test("Slack's control sequences and entities stay whole")
  func controls() {
    #expect(ChatDialect.slack.split("aaaa <https://e.org|b c>", limit: 22) == ["aaaa", "<https://e.org|b c>"])
    #expect(ChatDialect.slack.split("aaaa&amp;b", limit: 6) == ["aaaa", "&amp;b"])
    #expect(ChatDialect.slack.split("<https://e.org?a&amp;b|c d> e", limit: 28) == ["<https://e.org?a&amp;b|c d>", "e"])
  }

  @Test("posts are within the limit and say all of the text", arguments: 1...4)
  func whole(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      let text = Fixture.randomText(300, lineBreaks: true, using: &random)
      let posts = ChatDialect.mattermost.split(text, limit: 40)
      #expect(posts.allSatisfy { $0.utf16.count <= 40 || $0.count == 1 })
      #expect(posts.joined().filter { !$0.isWhitespace } == text.filter { !$0.isWhitespace })
    }
  }

  @Test("fences are in pairs in every post", arguments: 1...4)
  func pairs(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      let lines = (0..<30).map { index in
        index % 5 == 2 ? "```" : Fixture.randomText(20, lineBreaks: false, using: &random).replacing("`", with: "'")
      }
      for post in ChatDialect.mattermost.split(lines.joined(separator: "\n"), limit: 100) {
        #expect(post.utf16.count <= 100)
        #expect(post.split(separator: "\n").count { $0.hasPrefix("```") } % 2 == 0)
      }
    }
  }
}
