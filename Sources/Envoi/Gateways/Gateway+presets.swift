extension Gateway {
  /// The gateways that come with Envoi.
  public static let presetNames = presetTexts.map(\.name)

  public static func preset(_ name: String) -> Gateway? {
    presetText(name).flatMap { try? Gateway(Array($0.utf8), field: name) }
  }

  /// The file itself, to begin an own one with.
  public static func presetText(_ name: String) -> String? { presetTexts.first { $0.name == name }?.text }
}
