import Testing

/// Gives each test a ``Stage`` of its own. A few at a time: the server has 200 connections.
struct StageTrait: TestTrait, SuiteTrait, TestScoping {
  var isRecursive: Bool { true }

  func provideScope(for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void) async throws {
    guard testCase != nil else { return try await function() }
    try await Gate.shared.pass {
      let stage = try await Stage.build()
      do { try await Stage.$bound.withValue(stage) { try await function() } } catch {
        await stage.strike()
        throw error
      }
      await stage.strike()
    }
  }
}

extension Trait where Self == StageTrait {
  static var staged: StageTrait { StageTrait() }
}

/// Lets that many through at a time, in the order they came.
actor Gate {
  static let shared = Gate(places: 6)

  private var places: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(places: Int) { self.places = places }

  func pass(_ body: @Sendable () async throws -> Void) async throws {
    if places > 0 { places -= 1 } else { await withCheckedContinuation { waiting.append($0) } }
    defer { if waiting.isEmpty { places += 1 } else { waiting.removeFirst().resume() } }
    try await body()
  }
}
