internal import Envoi
internal import Postgres

/// A transport in a list: what it is, and how it is, in words.
struct TransportRow: Sendable {
  let site: String
  let name: String
  let path: String
  let channel: String
  /// Where it leads.
  let way: String
  let position: Int
  let isUsed: Bool
  let state: String
  /// The style of the state.
  let mood: String
  /// In the words of the relay, or of whoever saw it.
  let trouble: String?

  init(_ transport: SiteTransport, isUsed: Bool, _ labels: Labels, _ formatting: Formatting) {
    (site, name, way) = (transport.site, transport.name, transport.way)
    (position, self.isUsed) = (transport.position, isUsed)
    path = "/admin/sites/\(transport.site)/transports/\(transport.name)"
    channel = labels("channel_\(transport.channel.rawValue)")
    trouble = transport.trouble
    (state, mood) = Self.state(
      transport.isEnabled, pausedUntil: transport.pausedUntil, hasTrouble: trouble != nil, labels, formatting)
  }

  /// In words, and its style.
  static func state(
    _ isEnabled: Bool, pausedUntil: Timestamp?, hasTrouble: Bool, _ labels: Labels, _ formatting: Formatting
  ) -> (String, mood: String) {
    switch (isEnabled, pausedUntil) {
    case (false, _): (labels("transport_off"), "off")
    case (true, let until?): (labels("transport_paused", ["time": formatting.time(until).text]), "error")
    case (true, nil) where hasTrouble: (labels("transport_trouble"), "sending")
    case (true, nil): (labels("transport_fine"), "sent")
    }
  }

  /// Of all but webhooks, which have pages of their own.
  static func rows(_ transports: [SiteTransport], _ labels: Labels, zone: String) -> [TransportRow] {
    let used = SiteTransports.used(among: transports)
    let formatting = Formatting(labels.language, zone: zone)
    return transports.filter { $0.channel != .webhook }.map { TransportRow($0, isUsed: used.contains($0.id), labels, formatting) }
  }
}
