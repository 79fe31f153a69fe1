import Testing

@testable import Envoi

@Suite("Stop words")
struct StopWordsTests {
  @Test(
    "one of the words alone, or first of three at most, stops, however it is written",
    arguments: [
      ("STOP", "en"), ("stop", "ja"), (" Stop! ", "fr"), ("S.T.O.P.", "en"), ("stop all", "en"), ("opt-out", "en"), ("STOP please", "de"),
      ("stop sending this", "en"), ("Unsubscribe.", "it"), ("ｓｔｏｐ", "en"), ("cancel", "nl"), ("END", "en"), ("quit", "es"),
      ("«STOP»", "fr"),
      ("Arrêt", "fr"), ("ARRETER", "fr-CA"), ("désabonner moi svp", "fr"), ("de\u{301}sabonner", "FR"), ("Baja", "es-MX"),
      ("stopp", "de-AT"),
      ("aufhören", "de"), ("cancella", "it"), ("Sair", "pt-BR"), ("afmelden", "nl"), ("STOP\r\n", "en"), ("STOP 36111", "fr"),
    ])
  func stops(_ text: String, _ language: String) { #expect(StopWords.wish(text, language: language) == .stop) }

  @Test(
    "and so it begins again",
    arguments: [("START", "en"), ("unstop", "fr"), ("Start!", "de"), ("reprendre", "fr"), ("Alta", "es"), ("un-stop", "en")])
  func starts(_ text: String, _ language: String) { #expect(StopWords.wish(text, language: language) == .start) }

  @Test(
    "what only has such a word in it, or has it in another site's language, does neither",
    arguments: [
      ("", "en"), ("…", "en"), ("Stop by for dinner tonight", "en"), ("please stop", "en"), ("nonstop", "en"), ("stopped", "en"),
      ("baja", "fr"),
      ("arrêt", "es"), ("in the end", "en"), ("yes", "en"), ("startup", "en"), ("S T O P it", "en"),
      ("Cancel Tuesday appointment", "en"), ("Fin de mois", "fr"), ("Alta prioridad ahora", "es"), ("Start please", "de"),
    ])
  func doesNot(_ text: String, _ language: String) { #expect(StopWords.wish(text, language: language) == nil) }
}
