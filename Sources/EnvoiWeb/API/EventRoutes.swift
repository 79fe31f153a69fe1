internal import Envoi
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Postgres
internal import ServiceLifecycle

/// `GET events`: what becomes of a site's rows, as server-sent events (HTML Living Standard, 9.2): `sent`, `error`, `delivered`, and `dropped`
/// where some are missing. A comment each 15 s keeps proxies from cutting it.
struct EventRoutes: Sendable {
  private struct Row: Encodable {
    let row, generation: Int
    let status, channel, recipient: String
    let reason, reference: String?
    let message: Int
    let at: String

    init(_ change: RowChange) {
      (row, generation, message) = (change.id, change.generation, change.message)
      (status, channel, recipient) = (change.status.rawValue, change.channel.rawValue, change.recipient)
      (reason, reference, at) = (change.reason?.rawValue, change.reference, change.at.description)
    }
  }

  let live: LiveEvents
  let keys: Keys
  private let streams = Streams()

  init(live: LiveEvents, keys: Keys) { (self.live, self.keys) = (live, keys) }

  func add(to api: inout APIRouter) {
    api.on(.get, "events", .read, gives: "text/event-stream") { request, context in
      request.method == .head
        ? Response(status: .ok, headers: Self.headers)
        : stream(request, context.key, try streams.begin(context.key.id), try await live.subscribe(site: context.key.siteID))
    }
  }

  private static let headers: HTTPFields = [.contentType: "text/event-stream", .cacheControl: "no-store"]

  private func stream(_ request: Request, _ key: APIKey, _ place: Streams.Place, _ subscription: LiveSubscription) -> Response {
    // What happened since is not kept: who comes again looks at the queue.
    let isAgain = HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] } != nil
    return Response(
      status: .ok, headers: Self.headers,
      body: ResponseBody { writer in
        try await writer.write(ByteBuffer(string: isAgain ? Self.text(.dropped) : Self.text(.heartbeat)))
        for await event in subscription.cancelOnGracefulShutdown() {
          if case .heartbeat = event, try await keys.find(id: key.id)?.revokedAt != nil { break }
          try await writer.write(ByteBuffer(string: Self.text(event)))
        }
        withExtendedLifetime(place) {}
        try await writer.finish(nil)
      })
  }

  private static func text(_ event: LiveEvent) -> String {
    switch event {
    case .heartbeat, .touched: return ":\n\n"
    case .dropped: return "event: dropped\ndata: {}\n\n"
    case .changed(let change):
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let data = (try? encoder.encode(Row(change))).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
      let status = change.status.rawValue
      return "event: \(status)\nid: \(change.id).\(change.generation).\(status)\ndata: \(data)\n\n"
    }
  }
}
