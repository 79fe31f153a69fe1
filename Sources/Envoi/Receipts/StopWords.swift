internal import Foundation

/// Words by which a recipient wants nothing more from a sender, or wants it again.
enum StopWords {
  enum Wish: String { case stop, start }

  /// What a message asks for: one of the words alone; a word that says nothing but stop also as the first of at most three. Case, accents and
  /// punctuation do not matter.
  ///
  /// - Parameter language: tag of the site's language; English words go everywhere.
  static func wish(_ text: String, language: String) -> Wish? {
    let folded = text.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil).uppercased()
    let words = folded.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    // S.T.O.P, and two words that are written as one.
    var candidates: Set = [words.joined()]
    if words.count <= 3, let first = words.first, unmistakable.contains(first) { candidates.insert(first) }
    let code = language.prefix { $0 != "-" }.lowercased()
    func has(_ list: [String: Set<String>]) -> Bool { ["en", code].contains { list[$0]?.isDisjoint(with: candidates) == false } }
    return has(stop) ? .stop : has(start) ? .start : nil
  }

  /// Whoever begins with one of these means us, and not the end of the month or a meeting.
  private static let unmistakable: Set = [
    "STOP", "STOPALL", "UNSUBSCRIBE", "OPTOUT", "ARRET", "ARRETER", "ARRETEZ", "DESABONNER", "DESABONNEMENT", "DESINSCRIRE",
    "DESINSCRIPTION",
    "STOPP", "ABBESTELLEN", "ABMELDEN", "CANCELLAMI", "DISISCRIVI", "STOPPEN", "AFMELDEN", "UITSCHRIJVEN", "AFMELD", "WYPISZ", "DEZABONARE",
    "STOPPA", "AVREGISTRERA",
  ]

  private static let stop: [String: Set<String>] = [
    "en": ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "OPTOUT", "REVOKE"],
    "fr": ["ARRET", "ARRETER", "ARRETEZ", "DESABONNER", "DESABONNEMENT", "DESINSCRIRE", "DESINSCRIPTION", "ANNULER", "FIN"],
    "es": ["ALTO", "PARAR", "BAJA", "CANCELAR", "ANULAR", "FIN"],
    "de": ["STOPP", "ABBESTELLEN", "ABMELDEN", "AUFHOREN", "ENDE"],
    "it": ["FERMA", "BASTA", "CANCELLA", "CANCELLAMI", "DISISCRIVI", "ANNULLA", "FINE"],
    "pt": ["PARAR", "PARE", "SAIR", "CANCELAR", "ANULAR", "FIM"],
    "nl": ["STOPPEN", "AFMELDEN", "UITSCHRIJVEN", "EINDE"],
    "ca": ["ATURA", "BAIXA", "CANCELLA"],
    "da": ["AFMELD", "AFSLUT"],
    "fi": ["LOPETA", "PERUUTA"],
    "nb": ["STOPP", "AVSLUTT"],
    "pl": ["WYPISZ", "ZATRZYMAJ", "KONIEC"],
    "ro": ["DEZABONARE", "ANULARE"],
    "sv": ["STOPPA", "AVSLUTA", "AVREGISTRERA"],
  ]

  private static let start: [String: Set<String>] = [
    "en": ["START", "UNSTOP"],
    "fr": ["REPRENDRE", "REABONNER", "REPRISE"],
    "es": ["ALTA", "INICIAR", "REANUDAR"],
    "de": ["ANMELDEN", "WEITER"],
    "it": ["INIZIA", "RIPRENDI", "ISCRIVIMI"],
    "pt": ["INICIAR", "VOLTAR"],
    "nl": ["AANMELDEN", "HERVATTEN"],
    "ca": ["ALTA", "INICIA"],
    "da": ["TILMELD"],
    "fi": ["ALOITA"],
    "nb": ["FORTSETT"],
    "pl": ["WZNOW"],
    "ro": ["ABONARE"],
    "sv": ["FORTSATT"],
  ]
}
