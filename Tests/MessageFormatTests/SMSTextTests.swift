import MessageFormat
import Testing

struct SMSTextTests {
  @Test("an empty text is one empty part")
  func empty() {
    let text = SMSText("")
    #expect(text.parts == [""])
    #expect(text.units == [0])
    #expect(text.encoding == .gsm7)
  }

  @Test("an accent typed apart counts as the letter it makes")
  func composed() {
    #expect(SMSText("e\u{301}").text.unicodeScalars.elementsEqual("\u{e9}".unicodeScalars))
    #expect(SMSText("e\u{301}").units == [1])
    #expect(SMSText("\u{2126}").encoding == .gsm7)
  }

  @Test("parts hold the whole text, whatever is in it", arguments: 1...4)
  func whole(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let text = SMSText(Fixture.randomText(400, lineBreaks: true, using: &random))
      #expect(text.parts.joined() == text.text)
      let limit = text.parts.count == 1 ? (text.encoding == .gsm7 ? 160 : 70) : text.encoding == .gsm7 ? 153 : 67
      #expect(text.units.allSatisfy { $0 <= limit })
      // Greedy but for a pair that does not fit any more.
      #expect(text.units.dropLast().allSatisfy { $0 >= limit - 1 })
    }
  }

  @Test("an escape and what it escapes are not GSM-7 when the author writes the escape")
  func escape() { #expect(SMSText("\u{1b}").encoding == .ucs2) }

  @Test("what is not in GSM-7 is named, each character once")
  func outside() {
    #expect(SMSText.charactersOutsideGSM7("plain é [€]\n") == [])
    #expect(SMSText.charactersOutsideGSM7("fête 😀 fête e\u{323} 👩‍👩‍👧‍👦😀`") == ["ê", "😀", "ẹ", "👩‍👩‍👧‍👦", "`"])
  }

  @Test(
    "characters with a plain one of the same meaning are replaced",
    arguments: [
      ("l’été “à” l’œuvre… – «\u{a0}ça\u{202f}»", "l'été \"à\" l'oeuvre... - \" ca \""),
      ("Łódź, Đorđe, ﬁn, fête", "Lodz, Dorde, fin, fete"), ("plain €", "plain €"), ("a\u{200b}b\u{ad}c\u{feff}", "abc"),
      ("tab\there", "tab here"), ("ô\u{323}", "o"), ("naïve façade Ç", "naive facade Ç"),
    ])
  func transliteration(text: String, plain: String) {
    let result = SMSText.transliterated(text)
    #expect(result.text == plain)
    #expect(SMSText(result.text).encoding == .gsm7)
    #expect(result.changes.isEmpty == (text == plain))
  }

  @Test("what was changed is told, each character once")
  func changes() {
    let changes = SMSText.transliterated("’ê’…").changes
    #expect(changes.map(\.from) == ["’", "ê", "…"])
    #expect(changes.map(\.to) == ["'", "e", "..."])
  }

  @Test("a text that has to be UCS-2 anyway stays as it is", arguments: ["l’été 😀", "“привет”", "’α", "10²", "\u{301}’", "½ – 1"])
  func untouched(text: String) {
    let result = SMSText.transliterated(text)
    #expect(result.text == text)
    #expect(result.changes.isEmpty)
  }
}
