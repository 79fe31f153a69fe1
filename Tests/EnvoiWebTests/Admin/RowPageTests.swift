import Foundation
import Testing

@testable import Envoi
@testable import EnvoiWeb

@Suite("The page of a row")
struct RowPageTests {
  @Test(
    "why a row has not left and what happened to it stand there in the user's language",
    arguments: [
      (Language.fr, "Il est le prochain : la prochaine exécution", "Fin : annulé", "Renvoyé"),
      (.es, "Es el siguiente: la próxima ejecución", "Acabó: ", "Reenviado"),
      (.en, "It is the next to go: the next run", "It ended: ", "Sent again"),
    ])
  func languages(_ language: Language, _ waiting: String, _ ended: String, _ again: String) async throws {
    try await Door.open { door in
      let answer = try await door.post("/v1/messages", #"{"to": "bob@example.net", "text": "Hello"}"#, door.key().token)
      let id = try #require((answer["rows"] as? [Int])?.first)
      var ann = try await Browser.of(door, [(nil, .operator)])
      _ = try await door.users.set(1, language: language)
      try await ann.open("/admin/queue/\(id)")
      #expect(ann.page.contains("<li>\(waiting)"), "\(ann.page)")
      let (queue, actor) = (Queue(door.database), Actor(name: "ann"))
      var filter = QueueFilter()
      filter.ids = [id]
      _ = try await queue.change(.cancel, filter, by: actor)
      try await ann.open("/admin/queue/\(id)")
      #expect(ann.page.contains("<li>\(ended)"), "\(ann.page)")
      _ = try await queue.change(.requeue, filter, by: actor)
      try await ann.open("/admin/queue/\(id)")
      #expect(ann.page.contains("<td>\(again)</td>"), "\(ann.page)")
    }
  }
}
