import Foundation
import Postgres
import Support
import Testing

@testable import Envoi

@Suite("Messages that come at the same time", .staged)
struct SharedIntakeTests {
  private func message(_ number: Int, _ more: String = "") -> Data {
    Data(#"{"to": ["u\#(number)@a.test", "v\#(number)@a.test"], "text": "x", "reference": "\#(number)"\#(more)}"#.utf8)
  }

  private func commits(_ stage: Stage) async throws -> Int {
    try #require(
      try await stage.database.withConnection { try await $0.row("SELECT count(DISTINCT xmin::text) FROM envoi.queue", as: Int.self) })
  }

  @Test("they share commits, each gets its own ids, and each is in when it is answered")
  func shared() async throws {
    let stage = try Stage.current
    let intake = SharedIntake(stage.database, log: stage.log)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 1...500 {
        group.addTask {
          let (message, rows) = try await intake.enqueue(json: message(number), site: stage.site.id)
          let found = try await stage.database.withConnection {
            try await $0.rows(
              "SELECT recipient::text FROM envoi.queue WHERE id = ANY(\(rows)) AND message_id = \(message) AND reference = \("\(number)") ORDER BY id",
              as: String.self)
          }
          #expect(found == ["u\(number)@a.test", "v\(number)@a.test"])
        }
      }
      try await group.waitForAll()
    }
    #expect(try await commits(stage) < 250)
  }

  @Test("one that is refused, also by the database alone, fails no other")
  func refused() async throws {
    let stage = try Stage.current
    try await stage.database.withConnection {
      _ = try await $0.execute("ALTER TABLE envoi.queue ADD CHECK (reference <> '13')")
    }
    let intake = SharedIntake(stage.database, log: stage.log)
    let wrong = await withTaskGroup(of: Int?.self) { group in
      for number in 1...100 {
        let expires = number == 14 ? #", "expires_at": "2001-01-01T00:00:00Z""# : ""
        group.addTask { (try? await intake.enqueue(json: message(number, expires), site: stage.site.id)) == nil ? number : nil }
      }
      return await group.reduce(into: Set<Int>()) { if let number = $1 { $0.insert(number) } }
    }
    #expect(wrong == [13, 14])
    let rows = try await stage.database.withConnection { try await $0.row("SELECT count(*) FROM envoi.queue", as: Int.self) }
    #expect(rows == 196)
  }

  @Test("a key is accepted once, however many bring it at once")
  func keys() async throws {
    let stage = try Stage.current
    let intake = SharedIntake(stage.database, log: stage.log)
    let answers = await withTaskGroup(of: String.self) { group in
      for number in 1...60 {
        group.addTask {
          do {
            let (message, rows) = try await intake.enqueue(json: message(number % 3 == 0 ? 2 : 1), key: "K", site: stage.site.id)
            return "\(message) \(rows)"
          } catch { return error is KeyTaken ? "taken" : "\(error)" }
        }
      }
      return await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
    }
    #expect(answers.count == 2 && [20, 40].contains(answers["taken"] ?? 0), "\(answers)")
  }

  @Test("two that bring the same keys at once, in another order, do not wait for each other")
  func order() async throws {
    let stage = try Stage.current
    let log = RecordedLog()
    let intakes = (0..<2).map { _ in SharedIntake(stage.database, log: log.logger) }
    for round in 1...10 {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (intake, numbers) in zip(intakes, [Array(1...40), (1...40).reversed()]) {
          for number in numbers {
            group.addTask { _ = try await intake.enqueue(json: message(0), key: "\(round) \(number)", site: stage.site.id) }
          }
        }
        try await group.waitForAll()
      }
    }
    #expect(try await stage.database.withConnection { try await $0.row("SELECT count(*) FROM envoi.message", as: Int.self) } == 400)
    // A deadlock would have been tried again.
    #expect(log.lines.isEmpty, "\(log.lines)")
  }

  @Test("a second commit begins while the first is under way, once as many wait for it, and a key that is in both is taken once")
  func two() async throws {
    let stage = try Stage.current
    let intake = SharedIntake(stage.database, log: stage.log)
    let holder = try await stage.database.connect()
    try await holder.run(script: "BEGIN; LOCK TABLE envoi.accepted")
    func enqueue(_ key: String) -> Task<Int, any Error> {
      Task { try await intake.enqueue(json: message(1), key: key, site: stage.site.id).message }
    }
    func underWay(_ count: Int) async throws {
      try await eventually("\(count) wait for the lock") {
        try await holder.row(
          "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE d.datname = current_database() AND NOT granted",
          as: Int.self) == count
      }
    }
    let first = enqueue("A")
    try await underWay(1)
    let second = enqueue("A")
    try await underWay(2)
    let others = ["A", "B", "C"].map(enqueue)
    try await holder.run(script: "COMMIT")
    let ids = try await [first.value, second.value] + [others[0].value, others[1].value, others[2].value]
    #expect(Set(ids[...2]).count == 1 && Set(ids).count == 3, "\(ids)")
    #expect(try await stage.database.withConnection { try await $0.row("SELECT count(*) FROM envoi.message", as: Int.self) } == 3)
    await holder.close()
  }

  @Test("the workers hear of what is in")
  func announced() async throws {
    let stage = try Stage.current
    let listener = try await stage.database.listen("envoi_queue")
    _ = try await SharedIntake(stage.database, log: stage.log).enqueue(json: message(1), site: stage.site.id)
    for try await payload in listener {
      #expect(payload == "\(stage.site.id)")
      break
    }
  }

  @Test("one whose asker is gone goes in all the same, and takes nobody along")
  func cancelled() async throws {
    let stage = try Stage.current
    let intake = SharedIntake(stage.database, log: stage.log)
    let holder = try await stage.database.connect()
    try await holder.run(script: "BEGIN; LOCK TABLE envoi.message")
    let tasks = (1...3).map { number in Task { try await intake.enqueue(json: message(number), site: stage.site.id) } }
    try await eventually("a commit is under way") {
      try await holder.row("SELECT count(*) FROM pg_locks WHERE NOT granted", as: Int.self) ?? 0 > 0
    }
    tasks[0].cancel()
    tasks[1].cancel()
    try await holder.run(script: "COMMIT")
    for task in tasks { #expect(try await task.value.rows.count == 2) }
    await holder.close()
  }

  @Test("what cannot wait is told so at once")
  func overloaded() async throws {
    let stage = try Stage.current
    let intake = SharedIntake(stage.database, log: stage.log)
    let holder = try await stage.database.connect()
    try await holder.run(script: "BEGIN; LOCK TABLE envoi.message")
    // As many commits as there may be are under way: those that come then wait for the next one.
    var tasks: [Task<Int, any Error>] = []
    for count in 1...2 {
      tasks.append(Task { try await intake.enqueue(json: message(0), site: stage.site.id).message })
      try await eventually("\(count) wait for the lock") {
        try await stage.database.withConnection {
          try await $0.row(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'", as: Int.self)
        } == count
      }
    }
    tasks += (1...2500).map { number in Task { try await intake.enqueue(json: message(number), site: stage.site.id).message } }
    let (answers, answered) = AsyncStream<Bool>.makeStream()
    for task in tasks {
      Task {
        do { _ = try await task.value } catch { answered.yield(error is Overloaded) }
      }
    }
    // More cannot be answered: the others wait for the lock.
    var iterator = answers.makeAsyncIterator()
    #expect(await iterator.next() == true)
    try await holder.run(script: "COMMIT")
    var accepted = 0
    for task in tasks { accepted += (try? await task.value) == nil ? 0 : 1 }
    #expect(try await stage.database.withConnection { try await $0.row("SELECT count(*) FROM envoi.message", as: Int.self) } == accepted)
    await holder.close()
  }
}
