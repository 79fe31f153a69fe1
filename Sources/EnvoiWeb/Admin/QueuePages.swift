internal import Envoi
internal import Hummingbird
internal import NIOCore
internal import ServiceLifecycle

/// The queue's list, once and live.
struct QueuePages: Sendable {
  /// An open page looks again when something has happened, so often at most.
  private static let pace = Duration.seconds(2)
  /// For how long it does: a browser comes back by itself, and is asked who it is again.
  private static let span = Duration.seconds(120)

  let list: QueuePage
  let server: PageServer
  let live: LiveEvents
  private let streams = Streams()

  init(list: QueuePage, server: PageServer, live: LiveEvents) { (self.list, self.server, self.live) = (list, server, live) }

  func add(to routes: PageRoutes) {
    routes.get("admin/queue", for: .users) { request in .page("queue", try await list.page(request)) }
    routes.get("admin/queue/live", for: .users) { request in .response(events(request, try streams.begin(request.user.id))) }
  }

  /// Server-sent events (WHATWG HTML section 9.2): the changing part of the page, whenever it has changed.
  private func events(_ request: PageRequest, _ place: Streams.Place) -> Response {
    Response(
      status: .ok, headers: [.contentType: "text/event-stream"],
      body: ResponseBody { writer in
        let end = ContinuousClock.now + Self.span
        let happens = try await live.subscribe(touching: Set(list.visibleSites(request).map(\.id)))
        var last = try await show("", request, &writer)
        var request = request
        for await _ in happens.cancelOnGracefulShutdown() {
          // Who has logged out since, or may see less, is shown no more.
          guard .now < end, let user = try await server.sessions.user(token: request.visitor.token) else { break }
          request.visitor.user = user
          last = try await show(last, request, &writer)
          try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.pace) }
        }
        withExtendedLifetime(place) {}
        try await writer.finish(nil)
      })
  }

  /// - Parameter last: what the page shows.
  /// - Returns: what it shows now.
  private func show(_ last: String, _ request: PageRequest, _ writer: inout any ResponseBodyWriter) async throws -> String {
    let visible = try await list.visibleSites(request)
    let part = try server.fragment("queue-part", try await list.part(request, list.filter(request, visible), visible), request.visitor)
    guard part != last else {
      try await writer.write(ByteBuffer(string: ":\n\n"))
      return last
    }
    let lines = part.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { "data: \($0)\n" }.joined()
    try await writer.write(ByteBuffer(string: "event: part\n\(lines)\n"))
    return part
  }
}
