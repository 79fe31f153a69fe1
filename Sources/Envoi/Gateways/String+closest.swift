extension String {
  /// The one of `names` that was probably meant: at most a third of its letters away (Levenshtein); nil where none is.
  func closest(of names: some Sequence<String>) -> String? {
    let nearest = names.map { (name: $0, distance: distance(to: $0)) }.min { ($0.distance, $0.name) < ($1.distance, $1.name) }
    guard let nearest, nearest.distance <= Swift.max(1, nearest.name.count / 3) else { return nil }
    return nearest.name
  }

  private func distance(to other: String) -> Int {
    let other = Array(other.lowercased())
    var row = Array(0...other.count)
    for (line, letter) in lowercased().enumerated() {
      var diagonal = row[0]
      row[0] = line + 1
      for (column, counterpart) in other.enumerated() {
        let substituted = diagonal + (letter == counterpart ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = Swift.min(substituted, diagonal + 1, row[column] + 1)
      }
    }
    return row[other.count]
  }
}
