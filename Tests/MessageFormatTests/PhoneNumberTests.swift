import MessageFormat
import Testing

struct PhoneNumberTests {
  private func parse(_ text: String, _ region: String? = nil) throws -> String { try PhoneNumber(text, defaultRegion: region).description }

  private func rule(_ text: String, _ region: String? = nil) -> PhoneNumberError.Rule? {
    do {
      _ = try PhoneNumber(text, defaultRegion: region)
      return nil
    } catch {
      return error.rule
    }
  }

  @Test(
    "an international number is read in every usual spelling",
    arguments: [
      "+33612345678", "+33 6 12 34 56 78", "+33 (0)6.12.34.56.78", "(+33) 6-12-34-56-78", "\u{202a}+33 6 12\u{a0}34 56 78\u{202c}",
      "＋３３６１２３４５６７８", "+٣٣٦١٢٣٤٥٦٧٨", " +33612345678 ", "+33/6/12345678", "+33\u{2011}6\u{2013}12345678", "+330612345678",
    ])
  func spelling(text: String) throws {
    let number = try PhoneNumber(text)
    #expect(number.description == "+33612345678")
    #expect(number.region == "FR")
    #expect(number.kind == .mobile)
  }

  @Test(
    "a national number is read with its country, and only with it",
    arguments: [
      ("06 12 34 56 78", "FR", "+33612345678"), ("612345678", "FR", "+33612345678"), ("0033 6 12 34 56 78", "FR", "+33612345678"),
      ("33 6 12 34 56 78", "FR", "+33612345678"), ("011 33 6 12 34 56 78", "US", "+33612345678"), ("(02) 1234 5678", "IT", "+390212345678"),
      ("312 345 6789", "IT", "+393123456789"), ("416 555 0123", "US", "+14165550123"), ("1-416-555-0123", "CA", "+14165550123"),
      ("464 1234", "AG", "+12684641234"), ("011 15-2345-6789", "AR", "+5491123456789"), ("0 15 11 96123-4567", "BR", "+5511961234567"),
      ("8 (912) 345-67-89", "RU", "+79123456789"), ("07400 123456", "GB", "+447400123456"),
    ])
  func national(text: String, region: String, e164: String) throws {
    #expect(try parse(text, region) == e164)
    #expect(rule(text) == .national)
  }

  @Test(
    "a country code of several territories is told apart by the digits after it",
    arguments: [
      ("+12684641234", "AG"), ("+15062345678", "CA"), ("+12015550123", "US"), ("+447781123456", "GG"), ("+447400123456", "GB"),
      ("+77710009998", "KZ"), ("+79123456789", "RU"), ("+390669812345", "VA"), ("+390612345678", "IT"), ("+80012345678", "001"),
    ])
  func region(text: String, region: String) throws { #expect(try PhoneNumber(text).region == region) }

  @Test("the plan says whether a number is a mobile's")
  func kind() throws {
    #expect(try PhoneNumber("+33123456789").kind == .fixedLine)
    #expect(try PhoneNumber("+12015550123").kind == .fixedLineOrMobile)
    #expect(try PhoneNumber("+33800123456").kind == .other)
    #expect(try PhoneNumber("+80012345678").kind == .other)
  }

  @Test("what is no number is refused by a rule that says why")
  func refusals() {
    #expect(rule("") == .noDigits)
    #expect(rule("+") == .noDigits)
    #expect(rule("1-800-FLOWERS", "US") == .letters)
    #expect(rule("tel:+33612345678") == .letters)
    #expect(rule("+33123456789 ext. 12") == .extensionDigits)
    #expect(rule("+33123456789x12") == .extensionDigits)
    #expect(rule("+33123456789#12") == .extensionDigits)
    #expect(rule("++33612345678") == .character("'+'"))
    #expect(rule("33+612345678", "FR") == .character("'+'"))
    #expect(rule("+33612345678\n") == .character("U+000A"))
    #expect(rule("+33\u{0}612345678") == .character("U+0000"))
    #expect(rule("+33 ½ 612345678") == .character("'½'"))
    #expect(rule("+0033612345678") == .countryCode)
    #expect(rule("+999 1234567") == .countryCode)
    #expect(rule("+3") == .countryCode)
    #expect(rule("+1234567890123456") == .tooLong)
    #expect(rule(String(repeating: "9", count: 100_000), "FR") == .tooLong)
    #expect(rule("0612345678", "XX") == .unknownRegion("XX"))
    #expect(rule("0612345678", "fr") == .unknownRegion("fr"))
    #expect(rule("0612345678", "001") == .unknownRegion("001"))
    #expect(rule("112", "FR") == .length(3, region: "FR", countryCode: "33", lengths: [9]))
    #expect(rule("+33") == .length(0, region: "FR", countryCode: "33", lengths: [9]))
    #expect(rule("+1 555 555 5555") == .unassigned(region: "US", countryCode: "1"))
  }

  @Test("an error says what the text is, which rule it breaks and what to do")
  func description() {
    func description(_ text: String, _ region: String? = nil) -> String? {
      do {
        _ = try PhoneNumber(text, defaultRegion: region)
        return nil
      } catch {
        return "\(error)"
      }
    }
    #expect(description("0612345678") == #""0612345678" has no + and country code, and there is no default country"#)
    #expect(description("+4412345") == #""+4412345" has 5 digits after +44, where numbers of GB have 7, 9 or 10"#)
    #expect(description("112", "FR") == #""112" has 3 digits after +33, where numbers of FR have 9"#)
  }

  @Test("regions are the countries that have numbers, in capitals")
  func regions() {
    #expect(["FR", "US", "VA", "GG"].allSatisfy(PhoneNumber.isRegion))
    #expect(!["", "001", "fr", "XX", "F", "FRA"].contains(where: PhoneNumber.isRegion))
  }
}
