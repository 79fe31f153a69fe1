/// What a gateway reported of a message that it had taken.
public struct GatewayReceipt: Sendable, Equatable {
  public let state: ReceiptState
  /// The gateway's id of the message, or of one part of it.
  public let part: String?
  /// Our reference, where the gateway repeats it.
  public let reference: String?
  /// The gateway's own code.
  public let code: Int?
  public let why: String?
}
