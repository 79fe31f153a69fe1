import Foundation
import SerialThread
import Synchronization
import Testing

@Suite("Serial thread")
struct SerialThreadTests {
  @Test("jobs run in the order they came, all on one thread")
  func order() async throws {
    let counter = try Counter()
    for number in 0..<1000 { await counter.append(number) }
    #expect(await counter.numbers == Array(0..<1000))
    #expect(await counter.threads.count == 1)
  }

  @Test("jobs from many tasks at once are neither lost nor run twice")
  func concurrency() async throws {
    let counter = try Counter()
    await withTaskGroup { group in
      for number in 0..<10_000 { group.addTask { await counter.append(number) } }
    }
    #expect(await counter.numbers.sorted() == Array(0..<10_000))
    #expect(await counter.threads.count == 1)
  }

  @Test("300 threads block at the same time")
  func blocking() async throws {
    // Each waits until the last has come: with fewer threads than that, nobody would ever leave.
    let barrier = try Barrier(count: 300)
    try await withThrowingTaskGroup { group in
      for _ in 0..<300 {
        let counter = try Counter()
        group.addTask { try await counter.meet(at: barrier) }
      }
      for try await event in group { #expect(event == .woken) }
    }
  }

  @Test("a thread ends when its last reference is dropped, on itself too")
  func end() async throws {
    for _ in 0..<50 {
      let counter = try Counter(name: "dropped")
      await counter.append(1)
      // The task's reference may be the last one, let go on the thread itself.
      Task { await counter.append(2) }
    }
    let deadline = ContinuousClock.now + .seconds(20)
    while try threads(named: "dropped") > 0, .now < deadline { await Task.yield() }
    #expect(try threads(named: "dropped") == 0)
  }

  private func threads(named name: String) throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count {
      (try? String(contentsOfFile: "/proc/self/task/\($0)/comm", encoding: .utf8)) == name + "\n"
    }
  }
}

private actor Counter {
  private let thread: SerialThread
  private(set) var numbers: [Int] = []
  private(set) var threads: Set<pthread_t> = []
  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  init(name: String = "counter") throws { thread = try SerialThread(name: name) }

  func append(_ number: Int) {
    numbers.append(number)
    threads.insert(pthread_self())
  }

  func meet(at barrier: Barrier) throws -> Wakeup.Event { try barrier.wait() }
}

private final class Barrier: Sendable {
  private let missing: Mutex<Int>
  private let everyone: Wakeup

  init(count: Int) throws {
    missing = Mutex(count)
    everyone = try Wakeup()
  }

  func wait() throws -> Wakeup.Event {
    let isLast = missing.withLock { missing in
      missing -= 1
      return missing == 0
    }
    if isLast { everyone.signal() }
    return try everyone.wait(for: -1, events: 0, until: .now + .seconds(20))
  }
}
