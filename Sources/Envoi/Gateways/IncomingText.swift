/// A message that came in by a gateway.
public struct IncomingText: Sendable, Equatable {
  /// E.164 where the gateway names an international number; else what it wrote.
  public let from: String
  public let text: String
  /// The gateway's id: the same message may come twice.
  public let id: String?
}
