import Foundation
import SerialThread
import Testing

@Suite("Wakeup")
struct WakeupTests {
  @Test("a signal ends a wait, also one that comes before it, until it is drained")
  func signal() throws {
    let wakeup = try Wakeup()
    wakeup.signal()
    wakeup.signal()
    #expect(try wakeup.wait(for: -1, events: 0) == .woken)
    #expect(try wakeup.wait(for: -1, events: 0) == .woken)
    wakeup.drain()
    #expect(try wakeup.wait(for: -1, events: 0, until: .now) == .timedOut)
  }

  @Test("signalling without end neither blocks nor fails")
  func overflow() throws {
    let wakeup = try Wakeup()
    for _ in 0..<100_000 { wakeup.signal() }
    wakeup.drain()
    #expect(try wakeup.wait(for: -1, events: 0, until: .now) == .timedOut)
  }

  @Test("a wait ends with the events of the descriptor, and not before its deadline")
  func descriptor() throws {
    let wakeup = try Wakeup()
    let pipe = Pipe()
    let start = ContinuousClock.now
    let event = try wakeup.wait(for: pipe.fileHandleForReading.fileDescriptor, events: POLLIN, until: start + .milliseconds(3))
    #expect(event == .timedOut)
    #expect(ContinuousClock.now - start >= .milliseconds(3))
    try pipe.fileHandleForWriting.write(contentsOf: Data("x".utf8))
    #expect(try wakeup.wait(for: pipe.fileHandleForReading.fileDescriptor, events: POLLIN) == .ready(POLLIN))
  }
}
