internal import Envoi
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Postgres

/// `/v1/messages`: puts messages in.
struct MessageRoutes {
  private static let ndjson = "application/x-ndjson"

  let database: Pool
  let intake: SharedIntake
  let queue: Queue
  let budget: BodyBudget
  /// Path that the outside sees all of this below; mostly empty.
  let prefix: String
  let log: Logger

  init(_ database: Pool, prefix: String, budget: BodyBudget, log: Logger) {
    (self.database, self.prefix, self.budget, self.log) = (database, prefix, budget, log)
    (intake, queue) = (SharedIntake(database, log: log), Queue(database))
  }

  func add(to api: inout APIRouter) {
    api.on(.post, "messages", .send, use: post)
    api.on(.post, "messages/batch", .send, gives: Self.ndjson, use: postBatch)
    api.on(.get, "messages/:id", .read, use: show)
  }

  private func show(_ request: Request, _ context: APIContext) async throws -> Response {
    guard let message = try await queue.message(try context.id(), of: context.key.siteID) else { throw Problem(.notFound) }
    struct Message: Encodable {
      let id: Int
      let channel: String
      let subject: String?
      let createdAt: String
      let rows: [String: Int]
    }
    return try .json(
      Message(
        id: message.id, channel: message.channel.rawValue, subject: message.subject, createdAt: message.createdAt.description,
        rows: Dictionary(uniqueKeysWithValues: QueueStatus.allCases.map { ($0.rawValue, message.rows[$0] ?? 0) })))
  }

  // MARK: One

  private func post(_ request: Request, _ context: APIContext) async throws -> Response {
    try request.mustBe(["application/json", "multipart/form-data"])
    var isDryRun = false
    for (name, value) in try request.query(["dry_run"]) {
      guard let said = Bool(value) else { throw InvalidInput(name, "must be true or false", value) }
      isDryRun = said
    }
    let site = context.key.siteID
    return try await budget.withBody(of: request, upTo: try await limit(of: site)) { body in
      let (json, parts) = try message(request, body)
      if isDryRun {
        struct Checked: Encodable { let recipients: Int }
        return try .json(Checked(recipients: try await intake.check(json: json, parts: parts, site: site)))
      }
      let (message, rows) = try await intake.enqueue(
        json: json, parts: parts, key: HTTPField.Name.idempotencyKey.flatMap { request.headers[$0] }, site: site)
      let path = "\(prefix)/v1/messages/\(message)"
      var response = Response.json(
        bytes: #"{"id":\#(message),"rows":[\#(Self.list(rows))],"status":"\#(path)"}"#.utf8, status: .accepted)
      response.headers[.location] = path
      return response
    }
  }

  /// Bytes of a body: the attachments of a message in base64, and a text.
  private func limit(of site: Int32) async throws -> Int { try await intake.door(of: site).site.attachmentLimit / 3 * 4 + (2 << 20) }

  private func message(_ request: Request, _ body: ByteBuffer) throws -> (Data, [AttachedFiles.Part]) {
    guard request.mediaType == "multipart/form-data" else { return (Data(body.readableBytesView), []) }
    var parts = try MultipartForm.parts(Array(body.readableBytesView), contentType: request.headers[.contentType] ?? "")
    guard let index = parts.firstIndex(where: { $0.name == "message" }) else {
      throw InvalidInput("message", "is missing: the part with the message as JSON")
    }
    let message = parts.remove(at: index)
    return (Data(message.content), parts)
  }

  private static func list(_ ids: [Int]) -> String { ids.lazy.map(String.init).joined(separator: ",") }

  // MARK: Many

  private func postBatch(_ request: Request, _ context: APIContext) async throws -> Response {
    try request.mustBe([Self.ndjson, "application/jsonl", "application/json-lines"])
    _ = try request.query([])
    let site = context.key.siteID
    let (door, longest) = (try await intake.door(of: site), try await limit(of: site))
    let importing = MessageImport(database, door: door, directory: nil, log: log)
    let body = ResponseBody { writer in
      var lines = LineBlocks(request.body, longest: longest, within: budget)
      defer { lines.close() }
      var answers: [UInt8] = []
      var settled = 0
      do {
        try await importing.run(
          settled: { results in
            for (line, result) in results { Self.write(line, result, into: &answers) }
            settled = results.last?.line ?? settled
          },
          next: {
            // What is settled is told before more is read: it takes no more memory however long the batch is.
            if !answers.isEmpty { try await writer.write(ByteBuffer(bytes: answers)) }
            answers.removeAll(keepingCapacity: true)
            return try await lines.next()
          })
      } catch {
        Self.write(error, after: settled, context, into: &answers)
      }
      if !answers.isEmpty { try await writer.write(ByteBuffer(bytes: answers)) }
      try await writer.finish(nil)
    }
    return Response(status: .ok, headers: [.contentType: Self.ndjson, .cacheControl: "no-store"], body: body)
  }

  private static func write(_ line: Int, _ result: EnqueueResult, into bytes: inout [UInt8]) {
    switch result {
    case .accepted(let message, let rows): bytes += #"{"line":\#(line),"id":\#(message),"rows":[\#(list(rows))]}"#.utf8
    case .known(let message): bytes += #"{"line":\#(line),"id":\#(message),"known":true}"#.utf8
    case .refused(let error), .taken(let error):
      bytes += #"{"line":\#(line),"error":"#.utf8
      bytes += (try? JSONEncoder().encode(Problem.Body.Defect(field: error.field, rule: error.rule, value: error.value))) ?? Data()
      bytes.append(UInt8(ascii: "}"))
    }
    bytes.append(UInt8(ascii: "\n"))
  }

  /// The lines behind the last one that is settled are not in.
  private static func write(_ error: any Error, after line: Int, _ context: APIContext, into bytes: inout [UInt8]) {
    let problem = Problem(error, context)
    bytes += #"{"after":\#(line),"problem":"#.utf8
    bytes += (try? JSONEncoder().encode(problem.body)) ?? Data()
    bytes += "}\n".utf8
  }
}

extension HTTPField.Name {
  /// draft-ietf-httpapi-idempotency-key-header.
  fileprivate static let idempotencyKey = HTTPField.Name("Idempotency-Key")
}
