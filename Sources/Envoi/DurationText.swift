/// Spans of time as people type them: `2w`, `90d`, `36h`, `15m`, `30s`.
public enum DurationText {
  /// - Returns: seconds, more than none.
  public static func seconds(_ text: String, field: String) throws(InvalidInput) -> Int {
    let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604_800]
    guard let unit = text.last.flatMap({ units[$0] }), let count = Int(text.dropLast()), (1...100_000_000 / unit).contains(count) else {
      throw InvalidInput(field, "must be a number and a unit, like 2w, 90d, 36h, 15m or 30s, and at most 1157d", text)
    }
    return count * unit
  }

  /// The largest whole unit: 7776000 is `90d`.
  public static func text(_ seconds: Int) -> String {
    for (unit, length) in [("d", 86400), ("h", 3600), ("m", 60)] where seconds >= length && seconds % length == 0 {
      return "\(seconds / length)\(unit)"
    }
    return "\(seconds)s"
  }
}
