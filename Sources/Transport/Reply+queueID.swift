extension Reply {
  /// The id that the relay gave the mail, where its words tell: `Ok: queued as 4F2A1` (Postfix), `OK id=1abc-0002` (Exim),
  /// `Ok 0102018f-…` (Amazon SES, the id in its notifications), `OK  1732180000 a1b2 - gsmtp` (Gmail).
  public var queueID: String? {
    let words = text.split(whereSeparator: { $0 == " " })
    if let preposition = words.lastIndex(where: { $0.lowercased() == "as" }), preposition > 0,
      words[preposition - 1].lowercased() == "queued",
      preposition + 1 < words.count
    {
      return String(words[preposition + 1])
    }
    if let id = words.first(where: { $0.hasPrefix("id=") }) { return String(id.dropFirst(3)) }
    guard let ok = words.firstIndex(where: { $0.lowercased() == "ok" }), words.count > ok + 1 else { return nil }
    return words[words.count - 1] == "gsmtp" && words.count > ok + 2
      ? String(words[ok + 2]) : words.count == ok + 2 ? String(words[ok + 1]) : nil
  }
}
