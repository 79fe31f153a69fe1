internal import NIOCore
internal import NIOHTTPTypes

/// Closes the connection of a client that takes too long over the body of a request: longer than a limit, and a second for each 32 kB. Who is silent, or dawdles over the head, is left to
/// Hummingbird's idle timeout, which a body that comes drop by drop would put off for ever.
final class RequestDeadline: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart

  private let limit: TimeAmount
  private var deadline: Scheduled<Void>?
  /// What a second more is given for.
  private static let bytesPerSecond = 32_000
  private var begun = NIODeadline.now()
  private var bytes = 0

  init(_ limit: TimeAmount) { self.limit = limit }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head:
      (begun, bytes) = (.now(), 0)
      schedule(context)
    case .body(let buffer):
      let seconds = bytes / Self.bytesPerSecond
      bytes += buffer.readableBytes
      if bytes / Self.bytesPerSecond > seconds { schedule(context) }
    case .end: deadline?.cancel()
    }
    context.fireChannelRead(data)
  }

  private func schedule(_ context: ChannelHandlerContext) {
    deadline?.cancel()
    let channel = context.channel
    let end = begun + limit + .seconds(Int64(bytes / Self.bytesPerSecond))
    deadline = context.eventLoop.scheduleTask(deadline: end) { channel.close(promise: nil) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    deadline?.cancel()
    context.fireChannelInactive()
  }
}

@available(*, unavailable)
extension RequestDeadline: Sendable {}
