internal import NIOCore
internal import NIOHTTPTypes

/// Closes the connection of a client that is too slow to read: what is written waits for it in memory, and a limit and a second for each 32 kB
/// is all it gets. It costs nothing where answers are read.
final class AnswerDeadline: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart

  private static let bytesPerSecond = 32_000

  private let limit: TimeAmount
  private var deadline: Scheduled<Void>?
  /// Of what was written last: before it there was room.
  private var bytes = 0

  init(_ limit: TimeAmount) { self.limit = limit }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .body(let buffer) = unwrapOutboundIn(data) { bytes = buffer.readableBytes }
    context.write(data, promise: promise)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    deadline?.cancel()
    if !context.channel.isWritable {
      let (channel, time) = (context.channel, limit + .seconds(Int64(bytes / Self.bytesPerSecond)))
      deadline = context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }
    context.fireChannelWritabilityChanged()
  }

  func channelInactive(context: ChannelHandlerContext) {
    deadline?.cancel()
    context.fireChannelInactive()
  }
}

@available(*, unavailable)
extension AnswerDeadline: Sendable {}
