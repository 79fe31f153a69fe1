internal import HTTPTypes
internal import NIOCore
internal import NIOHTTPTypes
internal import Synchronization

/// Ends each connection with its answer while many are open: gateways that keep hundreds for later (Kannel 512) must not lock the others out.
final class CrowdLimit: ChannelDuplexHandler, RemovableChannelHandler {
  /// Of all connections of a server.
  final class Count: Sendable {
    fileprivate let open = Atomic(0)
    fileprivate let limit: Int

    init(limit: Int) { self.limit = limit }
  }

  typealias InboundIn = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let count: Count
  private var isLast = false

  init(_ count: Count) { self.count = count }

  func handlerAdded(context: ChannelHandlerContext) { count.open.add(1, ordering: .relaxed) }
  func handlerRemoved(context: ChannelHandlerContext) { count.open.subtract(1, ordering: .relaxed) }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(var head) where head.status.kind != .informational && count.open.load(ordering: .relaxed) > count.limit:
      isLast = true
      head.headerFields[.connection] = "close"
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .end where isLast:
      let (channel, written) = (context.channel, promise ?? context.eventLoop.makePromise())
      written.futureResult.whenComplete { _ in channel.close(promise: nil) }
      context.write(data, promise: written)
    default: context.write(data, promise: promise)
    }
  }
}

@available(*, unavailable)
extension CrowdLimit: Sendable {}
