internal import Envoi
internal import Hummingbird
internal import NIOCore
internal import ServiceLifecycle

/// The queue's list, once and live.
struct QueuePages: Sendable {
  /// How often an open page looks, and for how long: a browser comes back by itself, and is asked who it is again.
  private static let interval = Duration.seconds(2)
  private static let looks = 60

  let list: QueuePage
  let server: PageServer

  func add(to routes: PageRoutes) {
    routes.get("admin/queue", for: .users) { request in .page("queue", try await list.page(request)) }
    routes.get("admin/queue/live", for: .users) { request in .response(live(request)) }
  }

  /// Server-sent events (WHATWG HTML section 9.2): the changing part of the page, whenever it has changed.
  private func live(_ request: PageRequest) -> Response {
    Response(
      status: .ok, headers: [.contentType: "text/event-stream"],
      body: ResponseBody { writer in
        var last = ""
        for look in 0..<Self.looks where !Task.isShuttingDownGracefully {
          let visible = try await list.visibleSites(request)
          let part = try server.fragment(
            "queue-part", try await list.part(request, list.filter(request, visible), visible), request.visitor)
          if part != last {
            let lines = part.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { "data: \($0)\n" }.joined()
            try await writer.write(ByteBuffer(string: "event: part\n\(lines)\n"))
          } else if look % 8 == 0 {
            try await writer.write(ByteBuffer(string: ": still here\n\n"))
          }
          last = part
          try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.interval) }
        }
        try await writer.finish(nil)
      })
  }
}
